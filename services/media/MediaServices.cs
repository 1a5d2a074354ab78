using ContentMultiplier.Media.Assets;
using ContentMultiplier.Media.Inspection;
using ContentMultiplier.Media.Links;
using ContentMultiplier.Media.Platforms;
using ContentMultiplier.Media.Renditions;
using ContentMultiplier.Media.Storage;
using ContentMultiplier.Media.Tools;
using Microsoft.Extensions.Options;

namespace ContentMultiplier.Media;

internal static class MediaServices
{
    public static void AddMedia(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<MediaOptions>().BindConfiguration(MediaOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ScratchFiles>();
        if (builder.Configuration[$"{MediaOptions.Section}:{nameof(MediaOptions.Storage)}"] == MediaOptions.S3)
        {
            services.AddSingleton<IValidateOptions<S3Options>, S3OptionsValidation>();
            services.AddOptions<S3Options>().BindConfiguration(S3Options.Section).ValidateOnStart();
            services.AddSingleton<IObjectStore, S3Store>();
        }
        else
        {
            services.AddSingleton<IObjectStore, FolderStore>();
        }

        services.AddSingleton<ChildProcesses>();
        services.AddSingleton<ImageTool>();
        services.AddSingleton<VideoTool>();
        services.AddSingleton<FileInspector>();
        services.AddSingleton<AssetRows>();
        services.AddSingleton<PlatformRules>();
        services.AddSingleton<RenditionRows>();
        services.AddSingleton<RenditionMaker>();
        services.AddSingleton<TranscodeRows>();
        services.AddSingleton<Transcoding>();
        services.AddSingleton<TranscodePump>();
        services.AddHostedService(provider => provider.GetRequiredService<TranscodePump>());
        services.AddSingleton<LinkRows>();
        services.AddSingleton<PublicAddress>();
        services.AddSingleton<UnknownFiles>();
        services.AddHostedService<AssetSweep>();
    }
}
