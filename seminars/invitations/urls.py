from django.urls import path

from . import desk, views

urlpatterns = [path("invitation/<str:token>/", views.invitation, name="invitation")]
desk_urlpatterns = [
    path("<int:pk>/invitations/", desk.invitations, name="invitations"),
    path("<int:pk>/invitations/invite/", desk.invite_people, name="invite"),
    path("<int:pk>/invitations/<int:invitation_pk>/again/", desk.again, name="invite_again"),
    path("<int:pk>/invitations/<int:invitation_pk>/take-back/", desk.take_back, name="take_back_invitation"),
]
