using System.Globalization;
using System.Text.RegularExpressions;
using ContentMultiplier.Sandbox.Mail;
using ContentMultiplier.Testing;

namespace ContentMultiplier.Auth.Tests.Support;

/// <summary>One service with a mail server for all tests about what users do with their own accounts.</summary>
internal sealed partial class MailApp
{
    private static readonly Lazy<Task<MailApp>> Started = new(StartAsync);

    private MailApp(AuthApp auth, MailServer mails) => (Auth, Mails) = (auth, mails);

    public AuthApp Auth { get; }
    public MailServer Mails { get; }

    public static Task<MailApp> GetAsync() => Started.Value;

    public static async Task StopAsync()
    {
        if (Started.IsValueCreated)
        {
            var app = await Started.Value;
            await app.Auth.DisposeAsync();
            await app.Mails.DisposeAsync();
        }
    }

    public Task<Person> NewPersonAsync() => Person.RegisterAsync(Auth);

    /// <summary>Waits for the mail of this subject, and that there is one.</summary>
    public async Task<ReceivedMail> MailAsync(string address, string subject)
    {
        await Eventually.BecomesTrueAsync(() => Mails.To(address).Any(mail => mail.Subject == subject), TimeSpan.FromSeconds(60));
        return Mails.To(address).Single(mail => mail.Subject == subject);
    }

    public async Task<string> TokenAsync(string address, string subject) => TokenIn(await MailAsync(address, subject));

    public static string TokenIn(ReceivedMail mail) => Token().Match(mail.Text).Value;

    /// <summary>Waits until nothing is left to be sent.</summary>
    public Task WhenSentAsync() => Eventually.BecomesTrueAsync(
        async () => await Auth.Database.ScalarAsync<long>("select count(*) from mails") == 0, TimeSpan.FromSeconds(60));

    private static async Task<MailApp> StartAsync()
    {
        var mails = new MailServer();
        await mails.StartAsync();
        var auth = await AuthApp.StartAsync(
            ("Mail:Host", "127.0.0.1"),
            ("Mail:Port", mails.Port.ToString(CultureInfo.InvariantCulture)),
            ("Mail:Tls", "false"),
            ("Mail:From", "robot@auth.test"));
        return new MailApp(auth, mails);
    }

    [GeneratedRegex(@"^[A-Za-z0-9_-]{43}(?=\r?$)", RegexOptions.Multiline, 1000)]
    private static partial Regex Token();
}
