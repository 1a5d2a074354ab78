using ContentMultiplier.Publishers.Instagram;

return await PublisherHost.RunAsync<InstagramPlatform>(args);
