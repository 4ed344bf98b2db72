using Microsoft.CodeAnalysis.Diagnostics;

namespace Gatehouse.Generators.Model;

/// <summary>What the project file says, by way of CompilerVisibleProperty.</summary>
/// <param name="Name">Property <c>GatehouseName</c>; null where it is not set.</param>
/// <param name="Version">Property <c>Version</c>; empty where the compiler does not see it.</param>
/// <param name="ServerNames">Property <c>GatehouseServerNames</c>.</param>
/// <param name="Settings">Every setting that has a property, in the order of <see cref="Setting.Names"/>.</param>
internal sealed record BuildProperties(
    string? Name, string Version, EquatableArray<string> ServerNames, EquatableArray<Setting> Settings)
{
    public const string NameProperty = "GatehouseName";
    public const string ServerNamesProperty = "GatehouseServerNames";
    public const string VersionProperty = "Version";

    // MSBuild lists have semicolons, which end a value in the file that carries properties to the compiler: the
    // package's targets pass commas.
    private static readonly char[] ListSeparators = [';', ',', ' ', '\t', '\n', '\r'];

    public static BuildProperties Read(AnalyzerConfigOptions options) => new(
        Property(options, NameProperty),
        Property(options, VersionProperty) ?? "",
        List(Property(options, ServerNamesProperty)),
        Setting.Names
            .Select(name => (name, value: Property(options, Setting.PropertyOf(name))))
            .Where(pair => pair.value is not null)
            .Select(pair => new Setting(pair.name, Setting.IsList(pair.name) ? string.Join(",", List(pair.value)) : pair.value!))
            .ToEquatableArray());

    public static EquatableArray<string> List(string? value) =>
        (value ?? "").Split(ListSeparators, StringSplitOptions.RemoveEmptyEntries).ToEquatableArray();

    /// <summary>Value of a setting's property, or null.</summary>
    public string? SettingOf(string name) => Settings.FirstOrDefault(setting => setting.Name == name)?.Value;

    /// <summary>The peers that the property <c>GatehouseTrustedProxies</c> trusts; null where it is not set.</summary>
    public EquatableArray<string>? TrustedProxies => SettingOf("trustedProxies") switch
    {
        null => null,
        "none" => EquatableArray<string>.Empty,
        { } networks => List(networks),
    };

    /// <summary>The hosts that the property <c>GatehouseAllowedHosts</c> lists.</summary>
    public EquatableArray<string> AllowedHosts => SettingOf("allowedHosts") is { } hosts and not "none" ? List(hosts) : EquatableArray<string>.Empty;

    private static string? Property(AnalyzerConfigOptions options, string name) =>
        options.TryGetValue("build_property." + name, out string? value) && value.Trim() is { Length: > 0 } text ? text : null;
}

/// <summary>A setting that the project file gives a default.</summary>
/// <param name="Name">Name of the setting as in the JSON file.</param>
/// <param name="Value">The value as it would stand on the command line.</param>
internal sealed record Setting(string Name, string Value)
{
    /// <summary>Every setting of <c>Gatehouse.Hosting.ServerSettings</c> that has a name, in its order.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "bind",
        "tlsCertificate", "tlsKey", "tlsClientCertificate", "tlsCaCertificate", "tlsMinVersion", "tlsHandshakeTimeout", "hsts",
        "workers", "workerClass", "threads", "workerConnections", "maxRequests", "maxRequestsJitter", "maxMemory", "maxAge",
        "backlog", "reusePort", "timeout", "gracefulTimeout", "startTimeout", "keepAlive",
        "headerTimeout", "bodyTimeout", "writeTimeout", "minBodyRate", "minSendRate", "rateGrace", "maxRequestLine",
        "maxHeaderCount", "maxHeaderBytes", "maxRequestBody", "maxConnections", "maxConnectionsPerAddress", "maxRequestsPerConnection",
        "accessLog", "accessLogFormat", "errorLog", "logLevel", "pidFile", "noDaemon", "runDir", "umask", "user", "group",
        "maxOpenFiles", "controlSocket", "adminBind",
        "trustedProxies", "proxyHops", "invalidForwarded", "doctorKeyFile", "allowedHosts",
    ];

    public string Property => PropertyOf(Name);

    /// <summary>Whether the setting has several values, which the command line takes with commas between them.</summary>
    public static bool IsList(string name) => name is "bind" or "tlsCertificate" or "tlsKey" or "trustedProxies" or "adminBind" or "allowedHosts";

    /// <summary>The MSBuild property of a setting: <c>GatehouseGracefulTimeout</c> for <c>gracefulTimeout</c>.</summary>
    public static string PropertyOf(string name) => $"Gatehouse{char.ToUpperInvariant(name[0])}{name.Substring(1)}";
}
