namespace Gatehouse;

/// <summary>What an application declares about itself at compile time: its name, its trust, its own defaults.</summary>
public sealed class ApplicationDescription
{
    /// <summary>Name of the service; see <see cref="GatewayAppAttribute.Name"/>.</summary>
    public required string Name { get; init; }

    /// <summary>Version of the application's assembly, as <c>--version</c> prints it.</summary>
    public string Version { get; init; } = "";

    /// <summary>Trusted peers as declared by <see cref="TrustedProxiesAttribute"/>; empty trusts nobody.</summary>
    public IReadOnlyList<string> TrustedProxies { get; init; } = [];

    /// <summary>See <see cref="TrustedProxiesAttribute.Hops"/>.</summary>
    public int ProxyHops { get; init; } = 1;

    /// <summary>What is taken from a trusted proxy, and from which headers.</summary>
    public ForwardedHeadersAttribute ForwardedHeaders { get; init; } = new(Forwarded.For | Forwarded.Proto);

    /// <summary>Hosts as declared by <see cref="AllowedHostsAttribute"/>; empty for all.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>
    /// The application's own defaults for settings, set by attributes and MSBuild properties. They stand above the built-in
    /// defaults and below everything the operator says.
    /// </summary>
    public IReadOnlyList<SettingDefault> Defaults { get; init; } = [];

    /// <summary>What the application does at the turning points of the process that looks after its workers; null for nothing.</summary>
    public MasterHooks? Hooks { get; init; }
}

/// <summary>A default that the application sets for one setting.</summary>
/// <param name="Name">Name of the setting as in the JSON file, such as <c>gracefulTimeout</c>.</param>
/// <param name="Value">The value as it would stand on the command line.</param>
/// <param name="Origin">Where it was declared, such as <c>MSBuild property GatehouseGracefulTimeout</c>.</param>
public sealed record SettingDefault(string Name, string Value, string Origin);
