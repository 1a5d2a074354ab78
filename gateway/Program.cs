using ContentMultiplier.Gateway;
using ContentMultiplier.ServiceDefaults;

var app = GatewayApplication.Build(args);
return await app.RunServiceAsync(args);
