using ContentMultiplier.Publishers.__Name__;

return await PublisherHost.RunAsync<__Name__Platform>(args);
