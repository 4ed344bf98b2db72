using Gatehouse.Generators.Reading;
using Gatehouse.Hosting.Nginx;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>The nginx configurations among the project's files. They are read once a compilation, and only where somebody asks.</summary>
internal sealed class NginxFiles
{
    private readonly Lazy<(IReadOnlyList<NginxProxy> Proxies, bool AreUnclear)> read;

    private NginxFiles(AdditionalText[] files) => read = new Lazy<(IReadOnlyList<NginxProxy> Proxies, bool AreUnclear)>(() =>
    {
        List<NginxProxy> proxies = [];
        bool areUnclear = false;
        foreach (AdditionalText file in files)
        {
            if (file.GetText() is not { } text) continue;
            if (NginxProxy.Read(file.Path, text, out bool isUnclear) is { } proxy) proxies.Add(proxy);
            areUnclear |= isUnclear;
        }

        return (proxies, areUnclear);
    });

    /// <summary>Those that hand requests on, to one target each.</summary>
    public IReadOnlyList<NginxProxy> Proxies => read.Value.Proxies;

    /// <summary>Whether there are others that may be the app's.</summary>
    public bool AreUnclear => read.Value.AreUnclear;

    /// <summary>
    /// Where each of them adds its peer to what the client sent under a name, so that the first entry is the client's in any case; empty where one
    /// does not.
    /// </summary>
    public IReadOnlyList<Location> AppendersTo(string header)
    {
        List<Location> appenders = [];
        foreach (NginxProxy proxy in Proxies)
        {
            foreach (NginxDirective pass in proxy.Passes)
            {
                if (NginxProxy.SetterOf(pass, header) is not { } setter || setter.Words[2] is not ("$proxy_add_x_forwarded_for" or "${proxy_add_x_forwarded_for}"))
                    return [];
                appenders.Add(proxy.LocationOf(setter));
            }
        }

        return appenders;
    }

    /// <summary>Null where there is none.</summary>
    public static NginxFiles? In(AnalyzerOptions options)
    {
        AdditionalText[] files = [.. options.AdditionalFiles.Where(file => NginxProxy.IsNamedSo(file.Path))];
        return files.Length == 0 ? null : new NginxFiles(files);
    }
}
