using ContentMultiplier.Publishers.Discord;

return await PublisherHost.RunAsync<DiscordPlatform>(args);
