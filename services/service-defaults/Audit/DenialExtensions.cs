using ContentMultiplier.ServiceDefaults.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace ContentMultiplier.ServiceDefaults.Audit;

internal static class DenialExtensions
{
    public static void AddDenials(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<DenialOptions>().BindConfiguration("Denials")
            .Validate(denials => denials.Interval > TimeSpan.Zero, "`Denials:Interval` must be longer than nothing.")
            .ValidateOnStart();
        builder.Services.AddSingleton<DenialLog>();
        builder.AddServiceClient<DenialClient>("auth");
        builder.Services.AddSingleton<IDenialSink, DenialsToAuth>();
        builder.Services.AddHostedService<DenialReports>();
    }
}
