using ContentMultiplier.Publishers.Mailchimp;

return await PublisherHost.RunAsync<MailchimpPlatform>(args);
