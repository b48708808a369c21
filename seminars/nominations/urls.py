from django.urls import path

from . import desk, views

urlpatterns = [
    path("site/<uuid:institution_key>/", views.site, name="site_nominations"),
    path("site/<uuid:institution_key>/name/<uuid:call_key>/", views.name, name="nominate"),
    path("site/<uuid:institution_key>/instead/<uuid:nomination_key>/", views.instead, name="nominate_instead"),
    path("nomination/<uuid:nomination_key>/", views.answer, name="nomination"),
]
desk_urlpatterns = [path("<int:pk>/nominations/", desk.nominations, name="nominations")]
