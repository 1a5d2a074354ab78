using ContentMultiplier.Publishers.LinkedIn;

return await PublisherHost.RunAsync<LinkedInPlatform>(args);
