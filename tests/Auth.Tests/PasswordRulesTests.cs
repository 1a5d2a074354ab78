using System.Security.Cryptography;
using System.Text;
using ContentMultiplier.Auth.Tests.Support;
using ContentMultiplier.Auth.Users;
using ContentMultiplier.Contracts.Api.Auth;
using Microsoft.Extensions.Options;

namespace ContentMultiplier.Auth.Tests;

public sealed class PasswordRulesTests
{
    [TestCase("correct horse battery")]
    [TestCase("alllowercaseletters")]
    [TestCase("пятнадцать слов и больше")]
    [TestCase("🐴🔋🧷🐴🔋🧷🎈🎉🎃🎄🎁🎗🎟🎫🎖")]
    public void Long_passwords_are_taken_whatever_characters_they_have(string password) =>
        Assert.That(Problems(password), Is.Empty);

    [TestCase("fourteen chars", "too short")]
    [TestCase("e\u0301te\u0301s e\u0301te\u0301s e\u0301", "too short: 11 of at least 15", Description = "as many as a person sees")]
    [TestCase("ababababababababab", "repeated")]
    [TestCase("123456789012345678", "counted")]
    [TestCase("abcdefghijklmnopqrst", "counted")]
    [TestCase("content-multiplier-2026", "name of this service")]
    [TestCase("ada.lovelace@example", "e-mail address")]
    [TestCase("Lovelace Ada Lovelace 1", "e-mail address")]
    [TestCase("password-password-1", "name of this service")]
    public void What_is_tried_first_is_refused(string password, string reason) =>
        Assert.That(string.Join(';', Problems(password)), Does.Contain(reason));

    [Test]
    public void Very_long_ones_are_refused_before_anything_is_computed() =>
        Assert.That(Problems(new string('x', 129)).Single(), Does.Contain("129 of at most 128"));

    [Test]
    public async Task Leaked_passwords_are_refused_by_the_service()
    {
        var leaked = Enumerable.Range(0, 500).Select(i => $"leaked password number {i}").ToList();
        var file = Write(leaked);
        try
        {
            await using var app = await AuthApp.StartAsync(("Passwords:BreachedFile", file));
            using var http = app.Anonymous();

            using var answer = await http.PostAsync(
                "/api/auth/register", new RegisterRequest("a@example.test", leaked[250], "Somebody"));

            Assert.That(await answer.FieldsAsync(), Is.EqualTo(new[] { "password" }));
            Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("leaked"));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Test]
    public void Every_line_of_the_list_is_found_and_nothing_else()
    {
        var leaked = Enumerable.Range(0, 300).Select(i => $"leaked {i}").ToList();
        var file = Write(leaked);
        try
        {
            using var breached = new BreachedPasswords(Options.Create(new PasswordOptions { BreachedFile = file }));

            Assert.That(leaked.Where(password => !breached.Contains(password)), Is.Empty);
            Assert.That(Enumerable.Range(300, 300).Where(i => breached.Contains($"leaked {i}")), Is.Empty);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Test]
    public void A_list_of_something_else_is_refused_at_the_start()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, "password\n123456\nletmein and some more of the like, which are no hashes\n");
        try
        {
            Assert.Throws<InvalidOperationException>(
                () => _ = new BreachedPasswords(Options.Create(new PasswordOptions { BreachedFile = file })));
            Assert.Throws<InvalidOperationException>(
                () => _ = new BreachedPasswords(Options.Create(new PasswordOptions { BreachedFile = file + ".none" })));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string[] Problems(string password)
    {
        var options = Options.Create(new PasswordOptions());
        using var breached = new BreachedPasswords(options);
        return [.. new PasswordRules(options, breached).Problems(password, "ada.lovelace@example.test", "Ada Lovelace")];
    }

    /// <summary>As Have I Been Pwned gives it away: sorted, with counts, ended by CR and LF.</summary>
    private static string Write(IEnumerable<string> passwords)
    {
        var path = Path.GetTempFileName();
        var lines = passwords.Select((password, i) => $"{HashOf(password)}:{i + 1}").Order(StringComparer.Ordinal);
        File.WriteAllText(path, string.Join("\r\n", lines));
        return path;
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5350", Justification = "The form of the list.")]
    private static string HashOf(string password) => Convert.ToHexString(SHA1.HashData(Encoding.UTF8.GetBytes(password)));
}
