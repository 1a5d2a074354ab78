using ContentMultiplier.Webhooks.Endpoints;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ContentMultiplier.Webhooks.Data;

internal sealed class WebhookEndpointConfiguration : IEntityTypeConfiguration<WebhookEndpoint>
{
    public void Configure(EntityTypeBuilder<WebhookEndpoint> builder)
    {
        builder.ToTable("webhook_endpoints");
        builder.HasKey(endpoint => endpoint.Id);
        builder.Property(endpoint => endpoint.Id).ValueGeneratedNever();
        builder.Property(endpoint => endpoint.Version).HasColumnName("xmin").HasColumnType("xid").IsRowVersion();
    }
}

internal sealed class WebhookSecretConfiguration : IEntityTypeConfiguration<WebhookSecret>
{
    public void Configure(EntityTypeBuilder<WebhookSecret> builder)
    {
        builder.ToTable("webhook_secrets");
        builder.HasKey(secret => secret.Id);
        builder.Property(secret => secret.Id).ValueGeneratedNever();
    }
}

internal sealed class WebhookHealthConfiguration : IEntityTypeConfiguration<WebhookHealth>
{
    public void Configure(EntityTypeBuilder<WebhookHealth> builder)
    {
        builder.ToTable("webhook_health");
        builder.HasKey(health => health.EndpointId);
        builder.Property(health => health.EndpointId).ValueGeneratedNever();
    }
}
