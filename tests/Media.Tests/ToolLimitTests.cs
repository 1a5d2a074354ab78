using ContentMultiplier.Media.Storage;
using ContentMultiplier.Media.Tests.Support;
using ContentMultiplier.Media.Tools;
using Microsoft.Extensions.DependencyInjection;

namespace ContentMultiplier.Media.Tests;

/// <summary>What a file of a stranger may cost before its reader is ended.</summary>
public sealed class ToolLimitTests
{
    private static readonly TimeSpan Never = TimeSpan.FromHours(1);

    [Test]
    public void Row_88_a_still_picture_is_looked_into_for_five_seconds_of_a_processor_at_the_most()
    {
        var look = MediaSuite.Service.Services.GetRequiredService<ImageTool>().LimitsOfLook(animated: false);

        Assert.That((look.CpuSeconds, look.MemoryBytes), Is.EqualTo((5, 2L << 30)));
        Assert.That(new MediaOptions().LookSeconds, Is.EqualTo(5));
    }

    /// <summary>Its input has no end, and its hour is not over: only the limit can have ended it.</summary>
    [Test]
    public async Task Row_88_a_tool_that_calculates_for_ever_is_ended_and_the_next_one_runs()
    {
        var processes = MediaSuite.Service.Services.GetRequiredService<ChildProcesses>();
        using var folder = MediaSuite.Service.Services.GetRequiredService<ScratchFiles>().CreateWorkFolder();

        var endless = await processes.RunAsync(
            "ffmpeg", ["-v", "error", "-f", "lavfi", "-i", "testsrc=size=640x480", "-f", "framemd5", "-flush_packets", "1", "out.txt"], folder, new ToolLimits(1, Never, 2L << 30, 1L << 20), default);
        var next = await processes.RunAsync("vips", ["--version"], folder, new ToolLimits(30, Never, 2L << 30, 1L << 20), default);

        Assert.That((endless, new FileInfo(Path.Combine(folder.Path, "out.txt")).Length > 0), Is.EqualTo(((string?)null, true)), "it did calculate");
        Assert.That(next, Does.Contain("vips"));
    }

    [Test]
    public async Task Row_88_a_tool_that_writes_for_ever_is_ended()
    {
        var processes = MediaSuite.Service.Services.GetRequiredService<ChildProcesses>();
        using var folder = MediaSuite.Service.Services.GetRequiredService<ScratchFiles>().CreateWorkFolder();
        const long Most = 1L << 20;

        var endless = await processes.RunAsync(
            "ffmpeg", ["-v", "error", "-f", "lavfi", "-i", "testsrc=size=640x480", "-f", "rawvideo", "out.raw"], folder, new ToolLimits(600, Never, 2L << 30, Most), default);

        Assert.That(endless, Is.Null);
        Assert.That(new FileInfo(Path.Combine(folder.Path, "out.raw")).Length, Is.LessThanOrEqualTo(Most));
    }
}
