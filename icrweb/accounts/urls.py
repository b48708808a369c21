from allauth.account import urls as account_urls

urlpatterns = account_urls.urlpatterns
