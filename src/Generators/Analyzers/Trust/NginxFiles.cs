using Gatehouse.Generators.Reading;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>The nginx configurations among the project's files.</summary>
internal static class NginxFiles
{
    public static bool AreIn(AnalyzerOptions options) => options.AdditionalFiles.Any(file => NginxProxy.IsNamedSo(file.Path));

    /// <summary>Those that hand requests on to one target.</summary>
    public static IReadOnlyList<NginxProxy> Read(AnalyzerOptions options) =>
    [
        .. options.AdditionalFiles
            .Where(file => NginxProxy.IsNamedSo(file.Path))
            .Select(file => file.GetText() is { } text ? NginxProxy.Read(file.Path, text) : null)
            .OfType<NginxProxy>(),
    ];
}
