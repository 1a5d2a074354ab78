using ContentMultiplier.ServiceDefaults.Audit;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Health;
using ContentMultiplier.ServiceDefaults.Http;
using ContentMultiplier.ServiceDefaults.Persistence;
using ContentMultiplier.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ContentMultiplier.ServiceDefaults;

/// <summary>What every process of the suite has in common: two verbs and a run.</summary>
public static partial class ServiceDefaultsExtensions
{
    private const int Refused = 1;

    /// <summary>Telemetry, health, internal tickets and policies, problem documents, strict JSON, outgoing HTTP.</summary>
    /// <param name="serviceName">The name other services know it by: <c>posts</c>, <c>publisher.twitter</c>.</param>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder, string serviceName)
    {
        builder.Services.AddSingleton(new ServiceName(serviceName));
        builder.Services.TryAddSingleton(TimeProvider.System);

        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(30);
        });

        // Longer than the bus needs to drain its consumers, which is longer than a consumer may take.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(40));

        AddQuietLogging(builder.Logging);
        builder.AddTelemetry(serviceName);
        builder.AddHealth();
        builder.AddErrors();
        builder.AddTickets();
        builder.AddOutgoingHttp();
        builder.AddDenials();
        builder.Services.AddOpenApi("v1", document => document.AddSchemaTransformer<TextSchema>());
        return builder;
    }

    public static WebApplication MapServiceDefaults(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapHealth();
        app.MapOpenApi("/openapi/v1.json").AllowAnonymous();
        return app;
    }

    /// <summary>
    /// Runs the service, or one command instead: <c>migrate</c> applies the database's migrations and ends,
    /// <c>healthcheck</c> asks this service's own readiness (for containers that have no curl).
    /// </summary>
    /// <returns>The exit code of the process.</returns>
    public static async Task<int> RunServiceAsync(this WebApplication app, string[] args)
    {
        switch (args.FirstOrDefault())
        {
            case "migrate":
                return await MigrationCommand.RunAsync(app.Services);
            case "healthcheck":
                return await HealthCheckCommand.RunAsync(app.Configuration);
            default:
                if (HasWeakSecrets(app))
                {
                    return Refused;
                }

                await app.RunAsync();
                return Environment.ExitCode;
        }
    }

    private static bool HasWeakSecrets(WebApplication app)
    {
        if (app.Environment.IsDevelopment())
        {
            return false;
        }

        var problems = WeakSecrets.ProblemsOf(app.Configuration);
        foreach (var problem in problems)
        {
            LogWeak(app.Logger, problem);
        }

        return problems.Count > 0;
    }

    private static void AddQuietLogging(ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
            console.ColorBehavior = Microsoft.Extensions.Logging.Console.LoggerColorBehavior.Disabled;
        });

        // A line per request or per message costs more than the work it describes.
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information);
        logging.AddFilter("System.Net.Http", LogLevel.Warning);
        logging.AddFilter("MassTransit", LogLevel.Warning);
        logging.AddFilter("Yarp", LogLevel.Warning);
        logging.AddFilter(typeof(TicketAuthentication).Namespace, LogLevel.Warning);
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "Not started: {Problem}. Only ASPNETCORE_ENVIRONMENT=Development takes such secrets.")]
    private static partial void LogWeak(ILogger logger, string problem);
}

/// <summary>The name that other services know this process by.</summary>
public sealed record ServiceName(string Value);
