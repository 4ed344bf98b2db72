using Gatehouse.Linux;
using Gatehouse.Serving;
using Gatehouse.Serving.Tls;
using Microsoft.Extensions.Logging;

namespace Gatehouse.Hosting;

/// <summary>The certificates of a server, loaded, and what is spoken on each of its listeners.</summary>
internal sealed class TlsListeners
{
    private const int StandardPort = 443;

    private readonly EffectiveSettings settings;
    private readonly Dictionary<BindAddress, TlsEndpoint> endpoints = [];

    /// <summary>Reads every certificate.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="directory">The directory that relative paths count from.</param>
    /// <exception cref="StartupException">One cannot be used; the message names the file and the setting.</exception>
    public TlsListeners(EffectiveSettings settings, string directory)
    {
        this.settings = settings;
        foreach (BindAddress address in settings.Bind.Where(b => b.Protocol == BindProtocol.Tls))
        {
            BindAddress files = FilesOf(address);
            try
            {
                if (!endpoints.ContainsKey(files))
                    endpoints.Add(files, new TlsEndpoint(TlsSettings.OptionsOf(settings, address, directory)));
            }
            catch (CertificateException e)
            {
                throw new StartupException(e.Message);
            }
        }
    }

    public bool IsEmpty => endpoints.Count == 0;

    /// <summary>What is spoken on each socket; those that systemd passed without being named in <c>bind</c> speak plain HTTP.</summary>
    public IReadOnlyList<Listener> Pair(IReadOnlyList<int> descriptors)
    {
        return [.. descriptors.Select((descriptor, index) =>
            index < settings.Bind.Count ? Of(settings.Bind[index], descriptor) : new Listener(descriptor))];
    }

    /// <summary>Reads every certificate again. Where that fails the old ones stay, and the log says why.</summary>
    public void Reload(ILogger logger)
    {
        foreach (TlsEndpoint endpoint in endpoints.Values)
        {
            try
            {
                endpoint.Reload();
                HostingLog.CertificatesReloaded(logger, string.Join(", ", endpoint.Options.Certificates.Select(c => c.Certificate)));
            }
            catch (CertificateException e)
            {
                HostingLog.CertificatesKept(logger, e.Message);
            }
        }
    }

    /// <summary>Warns of private keys that everybody on the machine can read.</summary>
    public void WarnOfOpenKeys(ILogger logger)
    {
        if (!OperatingSystem.IsLinux()) return;
        foreach (CertificateFiles files in endpoints.Values.SelectMany(e => e.Options.Certificates).DistinctBy(f => f.Key))
        {
            if (File.GetUnixFileMode(files.Key).HasFlag(UnixFileMode.OtherRead)) HostingLog.KeyIsOpen(logger, files.Key, files.Origin);
        }
    }

    private Listener Of(BindAddress address, int descriptor) => new(
        descriptor,
        address.Protocol == BindProtocol.Tls ? endpoints[FilesOf(address)] : null,
        address.Protocol == BindProtocol.Redirect
            ? new HttpsRedirect([.. endpoints.Values], address.RedirectPort ?? FirstTlsPort())
            : null,
        isProxied: address.IsProxied);

    /// <summary>A socket that came as a descriptor, or whose port the kernel chose, is expected behind the port of the scheme.</summary>
    private int FirstTlsPort() =>
        settings.Bind.FirstOrDefault(b => b.Protocol == BindProtocol.Tls && b.Kind == BindKind.Tcp && b.Port > 0)?.Port ?? StandardPort;

    /// <summary>The address without its socket: listeners with the same files share their certificates.</summary>
    private static BindAddress FilesOf(BindAddress address) => new()
    {
        Kind = BindKind.Descriptor,
        PrivateKeyFile = address.PrivateKeyFile,
        CertificateFile = address.CertificateFile,
        ChainFile = address.ChainFile,
    };
}
