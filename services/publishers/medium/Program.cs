using ContentMultiplier.Publishers.Medium;

return await PublisherHost.RunAsync<MediumPlatform>(args);
