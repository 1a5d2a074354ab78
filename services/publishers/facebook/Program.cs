using ContentMultiplier.Publishers.Facebook;

return await PublisherHost.RunAsync<FacebookPlatform>(args);
