using ContentMultiplier.FragilePublisher;
using ContentMultiplier.Publishing;

return await PublisherHost.RunAsync<FragilePlatform>(args);
