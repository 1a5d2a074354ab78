using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ContentMultiplier.ServiceDefaults.Authentication;

internal static class AuthenticationExtensions
{
    public static void AddTickets(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddHttpContextAccessor();
        services.AddScoped<CurrentUser>();
        services.AddScoped<ServiceCaller>();
        services.AddSingleton<InternalTickets>();
        services.AddAuthentication(TicketAuthentication.Scheme)
            .AddScheme<AuthenticationSchemeOptions, TicketAuthentication>(TicketAuthentication.Scheme, null);
        services.AddAuthorization(Policies.AddTo);

        services.AddDataProtection().SetApplicationName("content-multiplier");

        // Workers open no tickets, so they hold no key ring: a stolen worker forges nobody.
        if (builder.Configuration["ServiceIdentity:Secret"] is not { Length: > 0 })
        {
            builder.AddKeyRing();
        }
    }

    private static void AddKeyRing(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        if (builder.Configuration.GetConnectionString("KeyRing") is { Length: > 0 } keyRing)
        {
            services.AddOptions<KeyRingOptions>().BindConfiguration("KeyRing")
                .Validate(options => KeyText.IsValid(options.Key), "`KeyRing:Key` must be base64 of 32 random bytes.")
                .ValidateOnStart();
            services.AddSingleton(_ => new KeyRingRepository(new NpgsqlDataSourceBuilder(keyRing).Build()));
            services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider =>
                new ConfigureOptions<KeyManagementOptions>(options =>
                {
                    options.XmlRepository = provider.GetRequiredService<KeyRingRepository>();
                    options.XmlEncryptor = new KeyRingEncryptor(provider.GetRequiredService<IOptions<KeyRingOptions>>());
                }));
        }

        // Without it the framework would make up keys of its own, and every ticket of the others would look forged.
        services.AddOptions<KeyManagementOptions>()
            .Validate(ring => ring.XmlRepository is not null, "`ConnectionStrings:KeyRing` is not set.")
            .ValidateOnStart();
    }
}
