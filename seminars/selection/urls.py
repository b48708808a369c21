"""The addresses of sites, delegates and reviewers, below those of taking part."""

from django.urls import path

from .views import countries, endorsements, reviews

_SITE = "selections/<uuid:selection_key>/sites/<uuid:institution_key>/"
urlpatterns = [
    path(_SITE, endorsements.endorsements, name="endorsements"),
    path(f"{_SITE}<uuid:registration_key>/", endorsements.endorsement, name="endorsement"),
    path("reviews/", reviews.reviews, name="reviews"),
    path("reviews/<uuid:review_key>/", reviews.review, name="review"),
    path("selections/<uuid:selection_key>/countries/<str:country>/", countries.country, name="country"),
]
