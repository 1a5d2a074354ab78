using ContentMultiplier.Contracts.Platforms;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.ServiceDefaults.Messaging;
using MassTransit;

namespace ContentMultiplier.ServiceDefaults.Tests;

public sealed class EntityNamesTests
{
    [TestCase(typeof(PublishPost), "publish-post")]
    [TestCase(typeof(PublishAttemptsCompleted), "publish-attempts-completed")]
    [TestCase(typeof(PublisherAnnounced), "publisher-announced")]
    [TestCase(typeof(Fault<PublishPost>), "fault.publish-post")]
    public void An_exchange_is_called_after_its_message(Type message, string name) => Assert.That(EntityNames.NameOf(message), Is.EqualTo(name));

    [Test]
    public void No_two_messages_share_a_name()
    {
        var messages = typeof(PublishPost).Assembly.GetExportedTypes()
            .Where(type => type.IsClass && !type.Namespace!.Contains(".Api", StringComparison.Ordinal));

        Assert.That(messages.Select(EntityNames.NameOf), Is.Unique);
    }
}
