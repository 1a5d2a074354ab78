namespace ContentMultiplier.Local.Tests;

/// <summary>What an installation is started with is either random or refused.</summary>
public sealed class WeakSecretsTests
{
    [Test]
    public void What_this_program_makes_is_taken() =>
        Assert.That(() => WeakSecrets.Refuse(Secrets.Generate(), "data"), Throws.Nothing);

    [Test]
    public void Row_95_what_somebody_put_in_its_place_is_named_all_at_once_and_not_repeated()
    {
        var secrets = Secrets.Generate() with
        {
            PostgresPassword = "postgres",
            RabbitPassword = "aaaaaaaaaaaaaaaaaaaa",
            KeyRingKey = Convert.ToBase64String(new byte[32]),
            ServiceIdentityRoot = "changeme",
        };

        Assert.That(
            () => WeakSecrets.Refuse(secrets, "data"),
            Throws.TypeOf<LocalException>().With.Message.Contains("postgres_password, rabbit_password, key_ring_key, service_identity_root")
                .And.Message.Not.Contains("changeme"));
    }

    [TestCase("POSTGRES_URL", "postgres://postgres:postgres@db.example:5432/postgres", true)]
    [TestCase("POSTGRES_URL", "postgres://postgres@db.example/postgres", true)]
    [TestCase("RABBITMQ_URL", "amqp://guest:guest@broker.example:5672/", true)]
    [TestCase("RABBITMQ_URL", "amqp://guest:guest@127.0.0.1:5672/", false)]
    public void Row_95_a_server_with_a_default_password_is_refused(string name, string address, bool isDevelopment) =>
        Assert.That(
            () => WeakSecrets.Refuse(new Dictionary<string, string?> { [name] = address }, isDevelopment),
            Throws.TypeOf<LocalException>().With.Message.Contains(name));

    [TestCase("amqp://guest:guest@127.0.0.1:5672/", true)]
    [TestCase("amqp://admin:5d0e1b7a93c84f26@broker.example:5672/", false)]
    [TestCase(null, false)]
    public void Anything_goes_on_this_machine_and_what_is_random_everywhere(string? address, bool isDevelopment) =>
        Assert.That(() => WeakSecrets.Refuse(new Dictionary<string, string?> { ["RABBITMQ_URL"] = address }, isDevelopment), Throws.Nothing);
}
