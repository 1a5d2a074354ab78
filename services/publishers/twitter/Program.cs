using ContentMultiplier.Publishers.Twitter;

return await PublisherHost.RunAsync<TwitterPlatform>(args);
