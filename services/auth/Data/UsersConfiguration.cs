using System.Text.Json;
using ContentMultiplier.Auth.Mail;
using ContentMultiplier.Auth.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ContentMultiplier.Auth.Data;

internal sealed class UsersConfiguration :
    IEntityTypeConfiguration<SecondFactor>,
    IEntityTypeConfiguration<RecoveryCode>,
    IEntityTypeConfiguration<MailToken>,
    IEntityTypeConfiguration<QueuedMail>
{
    public void Configure(EntityTypeBuilder<SecondFactor> builder)
    {
        builder.HasKey(factor => factor.UserId);
        builder.HasOne<User>().WithOne().HasForeignKey<SecondFactor>(factor => factor.UserId);
    }

    public void Configure(EntityTypeBuilder<RecoveryCode> builder)
    {
        builder.Property(code => code.Id).ValueGeneratedNever();
        builder.HasOne<User>().WithMany().HasForeignKey(code => code.UserId);
        builder.HasIndex(code => new { code.UserId, code.Hash }).IsUnique();
    }

    public void Configure(EntityTypeBuilder<MailToken> builder)
    {
        builder.Property(token => token.Id).ValueGeneratedNever();
        builder.HasOne<User>().WithMany().HasForeignKey(token => token.UserId);
        builder.Property(token => token.Purpose).HasMaxLength(16);
        builder.Property(token => token.Email).HasMaxLength(254);
        builder.HasIndex(token => token.Hash).IsUnique();
    }

    public void Configure(EntityTypeBuilder<QueuedMail> builder)
    {
        builder.Property(mail => mail.Id).ValueGeneratedNever();
        builder.Property(mail => mail.Kind).HasMaxLength(32);
        builder.Property(mail => mail.Recipient).HasMaxLength(254);
        builder.Property(mail => mail.Data).HasColumnType("jsonb").HasConversion(
            data => JsonSerializer.Serialize(data, JsonSerializerOptions.Default),
            json => JsonSerializer.Deserialize<Dictionary<string, string>>(json, JsonSerializerOptions.Default)!,
            new ValueComparer<Dictionary<string, string>>(
                (left, right) => left!.Count == right!.Count && !left.Except(right).Any(),
                data => data.Count,
                data => new(data, StringComparer.Ordinal)));
    }
}
