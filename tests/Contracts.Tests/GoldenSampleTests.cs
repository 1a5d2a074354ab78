using System.Text.Json;
using System.Text.Json.Nodes;
using ContentMultiplier.Contracts.Platforms;
using ContentMultiplier.ServiceDefaults.Messaging;

namespace ContentMultiplier.Contracts.Tests;

/// <summary>Messages that were once sent must be readable for ever: queues and outboxes outlive deployments.</summary>
public sealed class GoldenSampleTests
{
    private static string Folder => Path.Combine(TestContext.CurrentContext.TestDirectory, "samples");

    [TestCaseSource(typeof(Messages), nameof(Messages.Whole))]
    public void A_message_has_a_golden_sample_and_still_reads_all_of_it(Type message)
    {
        var file = Path.Combine(Folder, message.FullName + ".json");
        Assert.That(File.Exists(file), $"Add shared-contracts/samples/{message.FullName}.json");
        var sample = File.ReadAllText(file);

        var read = JsonSerializer.Deserialize(sample, message, MessageJson.Options);

        var written = JsonNode.Parse(JsonSerializer.Serialize(read, message, MessageJson.Options));
        Assert.That(JsonNode.DeepEquals(written, JsonNode.Parse(sample)), $"A member of the sample was lost or changed:\n{written}");
    }

    [TestCaseSource(typeof(Messages), nameof(Messages.Whole))]
    public void A_member_that_only_a_newer_sender_knows_is_passed_over(Type message)
    {
        var sample = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, message.FullName + ".json")))!.AsObject();
        sample["addedByANewerSender"] = JsonNode.Parse("""{"a": [1]}""");

        Assert.That(JsonSerializer.Deserialize(sample.ToJsonString(), message, MessageJson.Options), Is.Not.Null);
    }

    [Test]
    public void A_worker_that_knows_of_no_taking_back_and_editing_is_read_as_one_that_cannot()
    {
        var sample = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, typeof(PublisherAnnounced).FullName + ".json")))!.AsObject();
        var capabilities = sample["capabilities"]!.AsObject();
        Assert.That((capabilities.Remove("canRemove"), capabilities.Remove("canEdit")), Is.EqualTo((true, true)));

        var read = JsonSerializer.Deserialize<PublisherAnnounced>(sample.ToJsonString(), MessageJson.Options)!.Capabilities;

        Assert.That((read.CanRemove, read.CanEdit, read.CanReconcile), Is.EqualTo((false, false, true)));
    }
}
