using System.Security.Authentication;
using Gatehouse.Linux;
using Microsoft.Extensions.Logging;

namespace Gatehouse.Hosting;

/// <summary>
/// The settings a server runs with: what was said, else what the application declares, else the built-in default. Null is
/// left only where "none" is an answer.
/// </summary>
internal sealed record EffectiveSettings
{
    private readonly IReadOnlyDictionary<string, string> origins;

    private EffectiveSettings(Verb verb, ApplicationDescription app, ServerSettings complete, IReadOnlyDictionary<string, string> origins)
    {
        this.origins = origins;
        Verb = verb;
        ServiceName = app.Name;
        Hooks = app.Hooks;
        Source = complete;
        Bind = [.. complete.Bind.Select(BindAddress.Parse)];
        AdminBind = [.. complete.AdminBind!.Select(BindAddress.Parse)];
        ForwardedHeaders = app.ForwardedHeaders;
    }

    public Verb Verb { get; }

    public string ServiceName { get; }

    /// <summary>Null if the application has none.</summary>
    public MasterHooks? Hooks { get; }

    /// <summary>The settings with every default filled in.</summary>
    public ServerSettings Source { get; }

    public IReadOnlyList<BindAddress> Bind { get; }

    /// <summary>True if somebody said where to listen; if not, sockets that systemd passed come before the default.</summary>
    public bool IsBindSaid => origins["bind"] != BuiltIn;

    public int Backlog => Source.Backlog!.Value;

    public IReadOnlyList<string> TlsCertificate => Source.TlsCertificate;

    public IReadOnlyList<string> TlsKey => Source.TlsKey;

    public ClientCertificateMode TlsClientCertificate => Source.TlsClientCertificate!.Value;

    /// <summary>Null only where clients show no certificates.</summary>
    public string? TlsCaCertificate => Source.TlsCaCertificate;

    public SslProtocols TlsMinVersion => Source.TlsMinVersion!.Value;

    /// <summary>Zero for none.</summary>
    public TimeSpan Hsts => Source.Hsts!.Value;

    public TimeSpan TlsHandshakeTimeout => Source.TlsHandshakeTimeout!.Value;

    public int Workers => Source.Workers!.Value;

    public WorkerClass WorkerClass => Source.WorkerClass!.Value;

    public int Threads => Source.Threads!.Value;

    public int WorkerConnections => Source.WorkerConnections!.Value;

    /// <summary>Zero for never.</summary>
    public int MaxRequests => Source.MaxRequests!.Value;

    public int MaxRequestsJitter => Source.MaxRequestsJitter!.Value;

    /// <summary>Zero for never.</summary>
    public long MaxMemory => Source.MaxMemory!.Value;

    /// <summary>Zero for never.</summary>
    public TimeSpan MaxAge => Source.MaxAge!.Value;

    public bool ReusePort => Source.ReusePort!.Value;

    /// <summary>Zero for any time.</summary>
    public TimeSpan StartTimeout => Source.StartTimeout!.Value;

    /// <summary>Zero for no limit.</summary>
    public TimeSpan Timeout => Source.Timeout!.Value;

    public TimeSpan GracefulTimeout => Source.GracefulTimeout!.Value;

    /// <summary>Zero to close after each answer.</summary>
    public TimeSpan KeepAlive => Source.KeepAlive!.Value;

    public TimeSpan HeaderTimeout => Source.HeaderTimeout!.Value;

    public TimeSpan BodyTimeout => Source.BodyTimeout!.Value;

    public TimeSpan WriteTimeout => Source.WriteTimeout!.Value;

    /// <summary>Zero for any rate.</summary>
    public int MinBodyRate => Source.MinBodyRate!.Value;

    /// <summary>Zero for any rate.</summary>
    public int MinSendRate => Source.MinSendRate!.Value;

    public TimeSpan RateGrace => Source.RateGrace!.Value;

    public int MaxRequestLine => Source.MaxRequestLine!.Value;

    public int MaxHeaderCount => Source.MaxHeaderCount!.Value;

    public int MaxHeaderBytes => Source.MaxHeaderBytes!.Value;

    public long MaxRequestBody => Source.MaxRequestBody!.Value;

    /// <summary>Zero for as many as the system's limit of open files leaves room for.</summary>
    public int MaxConnections => Source.MaxConnections!.Value;

    /// <summary>Zero for any number.</summary>
    public int MaxConnectionsPerAddress => Source.MaxConnectionsPerAddress!.Value;

    /// <summary>Zero for any number.</summary>
    public int MaxRequestsPerConnection => Source.MaxRequestsPerConnection!.Value;

    /// <summary>A path, <c>-</c> for standard output, or null for none.</summary>
    public string? AccessLog => NullIfEmpty(Source.AccessLog);

    /// <summary>A name, or a text with atoms; see <see cref="Serving.AccessLogFormat"/>.</summary>
    public string AccessLogFormat => Source.AccessLogFormat!;

    /// <summary>A path, or <c>-</c> for standard error.</summary>
    public string ErrorLog => Source.ErrorLog!;

    public LogLevel LogLevel => Source.LogLevel!.Value;

    public string? PidFile => NullIfEmpty(Source.PidFile);

    public bool NoDaemon => Source.NoDaemon!.Value;

    public string? RunDir => Source.RunDir;

    /// <summary>Null to keep the inherited one.</summary>
    public int? Umask => Source.Umask;

    public string? User => Source.User;

    public string? Group => Source.Group;

    /// <summary>Zero for the hard limit.</summary>
    public int MaxOpenFiles => Source.MaxOpenFiles!.Value;

    /// <summary>A path, or null for none.</summary>
    public string? ControlSocket => NullIfEmpty(Source.ControlSocket);

    /// <summary>Empty for none.</summary>
    public IReadOnlyList<BindAddress> AdminBind { get; }

    /// <summary>Empty to trust nobody.</summary>
    public IReadOnlyList<string> TrustedProxies => Source.TrustedProxies!;

    public int ProxyHops => Source.ProxyHops!.Value;

    public InvalidForwardedMode InvalidForwarded => Source.InvalidForwarded!.Value;

    public string? DoctorKeyFile => NullIfEmpty(Source.DoctorKeyFile);

    /// <summary>Empty for every host.</summary>
    public IReadOnlyList<string> AllowedHosts => Source.AllowedHosts!;

    public ForwardedHeadersAttribute ForwardedHeaders { get; }

    /// <summary>The embedding program's own loggers; null to log lines to <see cref="ErrorLog"/>.</summary>
    public ILoggerFactory? LoggerFactory => Source.LoggerFactory;

    /// <summary>What <see cref="OriginOf"/> says of a value that nobody chose.</summary>
    public static string BuiltIn => "built-in default";

    /// <summary>Fills in what was not said.</summary>
    /// <param name="settings">What was said, on the command line or in code.</param>
    /// <param name="app">What the application declares.</param>
    /// <param name="verb">The runtime.</param>
    /// <exception cref="StartupException">A value is wrong; the message has a line for each.</exception>
    public static EffectiveSettings Resolve(ServerSettings settings, ApplicationDescription app, Verb verb)
    {
        var problems = new List<string>();
        return Resolve(settings, app, verb, problems)
            ?? throw new StartupException(string.Join('\n', problems)) { ExitCode = StartupException.UsageExitCode };
    }

    /// <summary>The same, for who wants to add to the list of problems; null if there are any.</summary>
    public static EffectiveSettings? Resolve(ServerSettings settings, ApplicationDescription app, Verb verb, List<string> problems)
    {
        int before = problems.Count;
        var origins = new Dictionary<string, string>();
        foreach (Setting setting in SettingTable.All)
        {
            if (SettingOrigins.Of(setting, settings) is not string origin)
                continue;

            // What the command line sets has been checked; what code sets passes here for the first time.
            var scratch = new ServerSettings();
            if (setting.Write(ref scratch, setting.Read(settings)!, origin) is string problem)
                problems.Add(problem);
            origins[setting.Name] = origin;
        }

        ServerSettings complete = AddDeclared(settings, app, origins, problems);
        foreach (Setting setting in SettingTable.All)
        {
            // What a runtime does not look at must not reach it: GATEHOUSE_WORKERS may be meant for another one.
            if (!setting.Verbs.Contains(verb))
                origins.Remove(setting.Name);
            if (origins.TryAdd(setting.Name, BuiltIn) && setting.Default(new DefaultContext(verb, app.Name, complete)) is string text
                && setting.Write(ref complete, [text], BuiltIn) is string problem)
            {
                problems.Add(problem);
            }
        }

        if (problems.Count > before) return null;
        var effective = new EffectiveSettings(verb, app, complete, origins);
        problems.AddRange(TlsSettings.Problems(effective));
        problems.AddRange(ProxiedListeners.Problems(effective));
        return problems.Count == before ? effective : null;
    }

    /// <summary>Where a setting's value came from, for messages: <c>--bind</c>, <c>PORT</c>, <c>gatehouse.json line 3</c>.</summary>
    /// <param name="name">Name of the setting as in the JSON file.</param>
    public string OriginOf(string name) => origins[name];

    private static ServerSettings AddDeclared(
        ServerSettings settings, ApplicationDescription app, Dictionary<string, string> origins, List<string> problems)
    {
        foreach (SettingDefault declared in app.Defaults)
        {
            if (SettingTable.Find(declared.Name) is not { } setting)
            {
                problems.Add($"unknown setting '{declared.Name}' (from {declared.Origin})"
                    + Suggestion.Question(Suggestion.For(declared.Name, SettingTable.All.Select(s => s.Name))));
            }
            else
            {
                Add(setting, setting.Kind == SettingKind.List ? [.. ListSetting.Split(declared.Value)] : [declared.Value], declared.Origin);
            }
        }

        const string Trust = "[TrustedProxies]";
        if (app.TrustedProxies.Count > 0)
            Add(SettingTable.Find("trustedProxies")!, app.TrustedProxies, Trust);
        if (app.TrustedProxies.Count > 0)
            Add(SettingTable.Find("proxyHops")!, [app.ProxyHops.ToString(System.Globalization.CultureInfo.InvariantCulture)], Trust);
        if (app.AllowedHosts.Count > 0)
            Add(SettingTable.Find("allowedHosts")!, app.AllowedHosts, "[AllowedHosts]");
        return settings;

        void Add(Setting setting, IReadOnlyList<string> texts, string origin)
        {
            if (origins.TryAdd(setting.Name, origin) && setting.Write(ref settings, texts, origin) is string problem)
                problems.Add(problem);
        }
    }

    private static string? NullIfEmpty(string? text) => text is "" ? null : text;
}
