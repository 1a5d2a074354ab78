using ContentMultiplier.Publishers.Sendgrid;

return await PublisherHost.RunAsync<SendgridPlatform>(args);
