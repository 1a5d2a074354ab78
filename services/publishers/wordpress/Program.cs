using ContentMultiplier.Publishers.Wordpress;

return await PublisherHost.RunAsync<WordpressPlatform>(args);
