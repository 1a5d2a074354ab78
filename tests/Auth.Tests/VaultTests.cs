using System.Security.Cryptography;
using ContentMultiplier.Auth.Tests.Support;
using ContentMultiplier.Auth.Vault;
using Microsoft.Extensions.Logging.Abstractions;

namespace ContentMultiplier.Auth.Tests;

public sealed class VaultTests
{
    private const string KnownAnswer =
        "434d563101066b3230323661101112131415161718191a1bfd7f1a95cd4cbc3442fc829683f4e7dc47c1dc9d8f57c1267f6078fcc2c9ca44a8588873c0217e393b39dd413456cd39202122232425262728292a2befd1b0db3340d185610d6fd56c666bcbd5e25517e966671c854d38";

    private static readonly byte[] Key = Count(0x00, 32);

    private static readonly SecretPlace Place = new(
        Guid.Parse("11111111-1111-1111-1111-111111111111"), "x", Guid.Parse("22222222-2222-2222-2222-222222222222"), "access_token");

    [Test]
    public void Known_randomness_gives_the_known_envelope()
    {
        var envelope = Envelope.Seal("tok_example"u8, Place, "k2026a", Key, Count(0x80, 32), Count(0x10, 12), Count(0x20, 12));

        Assert.That(Convert.ToHexStringLower(envelope), Is.EqualTo(KnownAnswer));
    }

    [Test]
    public void The_known_envelope_opens() =>
        Assert.That(Envelope.Open(Convert.FromHexString(KnownAnswer), Place, KeyOf), Is.EqualTo("tok_example"u8.ToArray()));

    [Test]
    public void Row_91_any_flipped_bit_keeps_it_shut()
    {
        var envelope = Convert.FromHexString(KnownAnswer);
        for (var bit = 0; bit < envelope.Length * 8; bit++)
        {
            var changed = envelope.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));

            Assert.That(() => Envelope.Open(changed, Place, KeyOf), Throws.InstanceOf<CryptographicException>(), $"bit {bit}");
        }
    }

    [Test]
    public void A_shortened_envelope_stays_shut()
    {
        var envelope = Convert.FromHexString(KnownAnswer);
        for (var length = 0; length < envelope.Length; length++)
        {
            Assert.That(() => Envelope.Open(envelope.AsSpan(0, length), Place, KeyOf), Throws.InstanceOf<CryptographicException>(), $"{length} bytes");
        }
    }

    [Test]
    public void Row_91_a_secret_moved_elsewhere_stays_shut()
    {
        SecretPlace[] elsewhere =
        [
            Place with { WorkspaceId = Guid.NewGuid() },
            Place with { Platform = "y" },
            Place with { CredentialId = Guid.NewGuid() },
            Place with { Column = "refresh_token" },
        ];

        foreach (var place in elsewhere)
        {
            Assert.That(
                () => Envelope.Open(Convert.FromHexString(KnownAnswer), place, KeyOf), Throws.InstanceOf<CryptographicException>(), place.ToString());
        }
    }

    [Test]
    public void The_same_secret_never_looks_the_same()
    {
        var first = Envelope.Seal("tok_example"u8, Place, "k2026a", Key);
        var second = Envelope.Seal("tok_example"u8, Place, "k2026a", Key);

        Assert.That(first, Is.Not.EqualTo(second));
    }

    [TestCase("{}")]
    [TestCase("not json")]
    [TestCase("""{"primary":"k2","keys":{"k1":{"b64":"9NvLq2Hc0bUFgJ0yX9JcmK5nVbPq3wR7sT1uYxZaBcE=","status":"enabled"}}}""")]
    [TestCase("""{"primary":"k1","keys":{"k1":{"b64":"9NvLq2Hc0bUFgJ0yX9JcmK5nVbPq3wR7sT1uYxZaBcE=","status":"decrypt_only"}}}""")]
    [TestCase("""{"primary":"k1","keys":{"k1":{"b64":"c2hvcnQ=","status":"enabled"}}}""")]
    [TestCase("""{"primary":"k1","keys":{"k1":{"b64":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=","status":"enabled"}}}""")]
    [TestCase("""{"primary":"k1","keys":{"k1":{"b64":"BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=","status":"enabled"}}}""")]
    public void Row_91_a_key_set_that_protects_nothing_is_refused(string json) =>
        Assert.That(() => Open(KeySetFiles.Write(json)), Throws.InstanceOf<VaultKeySetException>());

    [Test]
    public void Row_91_a_missing_key_set_is_refused() =>
        Assert.That(() => Open("/nowhere/keys.json"), Throws.InstanceOf<VaultKeySetException>());

    [Test]
    public void A_key_set_that_others_may_read_is_refused() =>
        Assert.That(
            () => Open(KeySetFiles.Write(KeySetFiles.Random(), UnixFileMode.UserRead | UnixFileMode.GroupRead)),
            Throws.InstanceOf<VaultKeySetException>());

    [Test]
    public void A_new_primary_key_seals_while_the_former_one_still_opens()
    {
        var oldKey = RandomNumberGenerator.GetBytes(32);
        var path = KeySetFiles.Write(KeySetFiles.With("old", oldKey));
        var file = Open(path);
        var vault = new CredentialVault(file);
        var before = vault.Seal("secret", Place);

        var newKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        File.WriteAllText(
            path,
            $$$$"""{"primary":"new","keys":{"new":{"b64":"{{{{newKey}}}}","status":"enabled"},"old":{"b64":"{{{{Convert.ToBase64String(oldKey)}}}}","status":"decrypt_only"}}}""");
        file.Reload();

        Assert.Multiple(() =>
        {
            Assert.That(file.Current.Primary, Is.EqualTo("new"));
            Assert.That(vault.Open(before, Place), Is.EqualTo("secret"));
            Assert.That(vault.Open(vault.Seal("later", Place), Place), Is.EqualTo("later"));
        });
    }

    [Test]
    public void A_broken_change_of_the_key_set_changes_nothing()
    {
        var path = KeySetFiles.Write(KeySetFiles.Random("good"));
        var file = Open(path);

        File.WriteAllText(path, "{");
        file.Reload();

        Assert.That(file.Current.Primary, Is.EqualTo("good"));
    }

    private static VaultKeySetFile Open(string path) =>
        new(path, NullLogger<VaultKeySetFile>.Instance);

    private static ReadOnlyMemory<byte> KeyOf(string keyId) => keyId == "k2026a" ? Key : throw new CryptographicException("no such key");

    private static byte[] Count(int first, int length) => [.. Enumerable.Range(first, length).Select(value => (byte)value)];
}
