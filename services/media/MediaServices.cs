using ContentMultiplier.Media.Assets;
using ContentMultiplier.Media.Inspection;
using ContentMultiplier.Media.Links;
using ContentMultiplier.Media.Platforms;
using ContentMultiplier.Media.Renditions;
using ContentMultiplier.Media.Storage;
using ContentMultiplier.Media.Tools;

namespace ContentMultiplier.Media;

internal static class MediaServices
{
    public static void AddMedia(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<MediaOptions>().BindConfiguration(MediaOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<FileStore>();
        services.AddSingleton<ChildProcesses>();
        services.AddSingleton<ImageTool>();
        services.AddSingleton<VideoTool>();
        services.AddSingleton<FileInspector>();
        services.AddSingleton<AssetRows>();
        services.AddSingleton<PlatformRules>();
        services.AddSingleton<RenditionMaker>();
        services.AddSingleton<LinkRows>();
        services.AddHostedService<AssetSweep>();
    }
}
