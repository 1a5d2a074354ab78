using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using ContentMultiplier.Auth.Data;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Auth.Mail;

/// <summary>Makes and takes the tokens that are mailed.</summary>
internal sealed class MailTokens(IDataProtectionProvider protection, TimeProvider clock)
{
    public static readonly TimeSpan PasswordLife = TimeSpan.FromMinutes(30);
    public static readonly TimeSpan EmailLife = TimeSpan.FromHours(1);

    /// <summary>Nobody's mailbox is filled by somebody who knows the address.</summary>
    private const int MostAtOnce = 3;

    private readonly IDataProtector _protector = protection.CreateProtector("cm.mail");

    /// <summary>Adds a token to the open unit of work, and its text to the mail.</summary>
    /// <returns>False when the user has enough of them already.</returns>
    public async Task<bool> AddAsync(
        AuthDbContext db, QueuedMail mail, Guid userId, string purpose, string? email, TimeSpan life, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var alive = await db.MailTokens.CountAsync(
            token => token.UserId == userId && token.Purpose == purpose && token.ExpiresAt > now, cancellationToken);
        if (alive >= MostAtOnce)
        {
            return false;
        }

        var text = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        db.MailTokens.Add(new MailToken(userId, purpose, Hash(text), email, now, life));
        Carry(mail, text);
        return true;
    }

    /// <summary>For a token that is kept elsewhere.</summary>
    public void Carry(QueuedMail mail, string text) => mail.Carry(_protector.Protect(Encoding.UTF8.GetBytes(text)));

    public string? TextOf(QueuedMail mail) => mail.Token is null ? null : Encoding.UTF8.GetString(_protector.Unprotect(mail.Token));

    /// <returns>Null when it is wrong, too old or was used.</returns>
    public Task<MailToken?> FindAsync(AuthDbContext db, string text, string purpose, CancellationToken cancellationToken)
    {
        var (hash, now) = (Hash(text), clock.GetUtcNow());
        return db.MailTokens.AsNoTracking().SingleOrDefaultAsync(
            token => token.Hash == hash && token.Purpose == purpose && token.ExpiresAt > now, cancellationToken);
    }

    /// <returns>False when somebody else was faster.</returns>
    public static async Task<bool> TakeAsync(AuthDbContext db, MailToken token, CancellationToken cancellationToken) =>
        await db.MailTokens.Where(known => known.Id == token.Id).ExecuteDeleteAsync(cancellationToken) == 1;

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
