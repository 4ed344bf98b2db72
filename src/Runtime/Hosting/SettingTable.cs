using System.Globalization;
using System.Security.Authentication;
using Microsoft.Extensions.Logging;

namespace Gatehouse.Hosting;

/// <summary>Every setting there is, in the order that help and documentation show them.</summary>
internal static partial class SettingTable
{
    public static IReadOnlyList<Setting> All { get; } =
    [
        new ListSetting(
            "bind", "an address to listen on", CheckBind, isNoneAllowed: false,
            s => s.Bind.Count > 0 ? s.Bind : null, (s, v) => s with { Bind = v })
        {
            Group = SettingGroup.Sockets,
            Aliases = ["-b"],
            ValueName = "ADDRESS",
            Help = "Address to listen on: HOST:PORT, [v6]:PORT, :PORT (every interface), unix:PATH or fd://N; "
                + "behind ssl: with TLS, behind redirect: to send clients there, behind haproxy: with a PROXY header before all else; repeatable",
            DefaultText = "the sockets systemd passed, else 127.0.0.1:8000",
            Default = _ => "127.0.0.1:8000",
        },
        Number("backlog", 1, 65535, 2048, s => s.Backlog, (s, v) => s with { Backlog = v }, SettingGroup.Sockets,
            "Connections the kernel queues before they are accepted (listen(2))"),
        new ValueSetting<bool>("reusePort", SettingKind.Flag, new FlagForm(), s => s.ReusePort, (s, v) => s with { ReusePort = v })
        {
            Group = SettingGroup.Sockets,
            ValueName = "",
            Help = "Gives each worker a TCP listener of its own (SO_REUSEPORT); without it all accept from one",
            DefaultText = "false",
            Default = _ => "false",
            Verbs = [Verb.PreFork],
        },

        Files("tlsCertificate", s => s.TlsCertificate, (s, v) => s with { TlsCertificate = v },
            "PEM file of a certificate and its intermediates, for ssl: addresses that name none; repeatable: the client's server name picks",
            "--certfile"),
        Files("tlsKey", s => s.TlsKey, (s, v) => s with { TlsKey = v },
            "PEM file of the private key, one for each tlsCertificate in its order", "--keyfile", "in the certificate's file"),
        new ValueSetting<ClientCertificateMode>(
            "tlsClientCertificate",
            SettingKind.Choice,
            new ChoiceForm<ClientCertificateMode>(
                [
                    ("none", ClientCertificateMode.None), ("optional", ClientCertificateMode.Optional),
                    ("required", ClientCertificateMode.Required),
                ],
                ("0", "none"), ("1", "optional"), ("2", "required"), ("off", "none"), ("on", "required"), ("require", "required")),
            s => s.TlsClientCertificate,
            (s, v) => s with { TlsClientCertificate = v })
        {
            Group = SettingGroup.Tls,
            ValueName = "WORD",
            Help = "Whether clients show a certificate: none, optional or required",
            DefaultText = "none",
            Default = _ => "none",
        },
        Path("tlsCaCertificate", s => s.TlsCaCertificate, (s, v) => s with { TlsCaCertificate = v }, SettingGroup.Tls,
            "PEM file of the authorities that clients' certificates are checked against", ["--ca-certs"], "none", _ => null, mayBeEmpty: false),
        new ValueSetting<SslProtocols>(
            "tlsMinVersion",
            SettingKind.Choice,
            new ChoiceForm<SslProtocols>(
                [("1.2", SslProtocols.Tls12), ("1.3", SslProtocols.Tls13)], ("TLSv1.2", "1.2"), ("TLSv1.3", "1.3"), ("1.0", "1.2"), ("1.1", "1.2")),
            s => s.TlsMinVersion,
            (s, v) => s with { TlsMinVersion = v })
        {
            Group = SettingGroup.Tls,
            ValueName = "VERSION",
            Help = "Oldest version of TLS that is spoken: 1.2 or 1.3",
            DefaultText = "1.2",
            Default = _ => "1.2",
        },
        Duration("tlsHandshakeTimeout", Instant, 10, s => s.TlsHandshakeTimeout, (s, v) => s with { TlsHandshakeTimeout = v },
            "Time a client has to complete the TLS handshake", group: SettingGroup.Tls),
        new ValueSetting<TimeSpan>("hsts", SettingKind.Duration, new DurationForm(0, 730 * Day), s => s.Hsts, (s, v) => s with { Hsts = v })
        {
            Group = SettingGroup.Tls,
            ValueName = "SECONDS",
            Help = "Time that browsers are told, over TLS, to use HTTPS only (Strict-Transport-Security, RFC 6797); 0 for none",
            DefaultText = "0",
            Default = _ => "0",
        },

        new ValueSetting<int>("workers", SettingKind.WholeNumber, new WholeNumberForm(1, 1024), s => s.Workers, (s, v) => s with { Workers = v })
        {
            Group = SettingGroup.Workers,
            Aliases = ["-w"],
            ValueName = "N",
            Help = "Worker processes (prefork) or loops (epoll)",
            DefaultText = "1 for prefork, one a core for epoll",
            Default = c => Text(c.Verb == Verb.Epoll ? Environment.ProcessorCount : 1),
            Verbs = [Verb.PreFork, Verb.Epoll],
        },
        new ValueSetting<WorkerClass>(
            "workerClass",
            SettingKind.Choice,
            new ChoiceForm<WorkerClass>(
                [
                    ("sync", WorkerClass.Sync), ("threads", WorkerClass.Threads),
                    ("epoll", WorkerClass.Epoll), ("green", WorkerClass.Green),
                ],
                ("gthread", "threads"), ("thread", "threads"), ("tornado", "epoll"), ("asgi", "epoll"), ("async", "epoll"),
                ("gevent", "green"), ("eventlet", "green")),
            s => s.WorkerClass,
            (s, v) => s with { WorkerClass = v })
        {
            Group = SettingGroup.Workers,
            Aliases = ["-k"],
            ValueName = "CLASS",
            Help = "How prefork workers run handlers: sync, threads, epoll or green",
            DefaultText = "sync",
            Default = _ => "sync",
            Verbs = [Verb.PreFork],
        },
        Number("threads", 1, 1024, 8, s => s.Threads, (s, v) => s with { Threads = v }, SettingGroup.Workers,
            "Threads for synchronous handlers (with prefork: -k threads)", verbs: [Verb.PreFork, Verb.Daemon]),
        Number("workerConnections", 1, 1_000_000, 1000, s => s.WorkerConnections, (s, v) => s with { WorkerConnections = v },
            SettingGroup.Workers, "Requests that one worker runs at the same time"),
        Number("maxRequests", 0, int.MaxValue, 0, s => s.MaxRequests, (s, v) => s with { MaxRequests = v }, SettingGroup.Workers,
            "Requests after which a worker is replaced, its successor first", verbs: [Verb.PreFork], defaultText: "0: never"),
        Number("maxRequestsJitter", 0, int.MaxValue, 0, s => s.MaxRequestsJitter, (s, v) => s with { MaxRequestsJitter = v },
            SettingGroup.Workers, "Most that is added to maxRequests by chance, anew for each worker", verbs: [Verb.PreFork]),
        new ValueSetting<long>("maxMemory", SettingKind.Size, new SizeForm(1L << 50), s => s.MaxMemory, (s, v) => s with { MaxMemory = v })
        {
            Group = SettingGroup.Workers,
            ValueName = "SIZE",
            Help = "Resident memory, such as 300m, from which on a worker is replaced, its successor first",
            DefaultText = "0: never",
            Default = _ => "0",
            Verbs = [Verb.PreFork],
        },
        new ValueSetting<TimeSpan>(
            "maxAge", SettingKind.Duration, new DurationForm(0, 30 * Day), s => s.MaxAge, (s, v) => s with { MaxAge = v })
        {
            Group = SettingGroup.Workers,
            ValueName = "SECONDS",
            Help = "Age from which on a worker is replaced, its successor first",
            DefaultText = "0: never",
            Default = _ => "0",
            Verbs = [Verb.PreFork],
        },

        Duration("timeout", 0, SettingDefaults.Timeout, s => s.Timeout, (s, v) => s with { Timeout = v },
            "Time a request may take before it is given up; 0 for no limit", ["-t"]),
        Duration("gracefulTimeout", 0, SettingDefaults.GracefulTimeout, s => s.GracefulTimeout, (s, v) => s with { GracefulTimeout = v },
            "Time that running requests get to finish when the server stops or reloads"),
        Duration("startTimeout", 0, 60, s => s.StartTimeout, (s, v) => s with { StartTimeout = v },
            "Time that a worker gets to start; 0 for any", verbs: [Verb.PreFork]),
        Duration("keepAlive", 0, SettingDefaults.KeepAlive, s => s.KeepAlive, (s, v) => s with { KeepAlive = v },
            "Time an idle connection is kept open; 0 closes after each answer"),
        Duration("headerTimeout", Instant, 15, s => s.HeaderTimeout, (s, v) => s with { HeaderTimeout = v },
            "Time a client has to send a request head"),
        Duration("bodyTimeout", Instant, 30, s => s.BodyTimeout, (s, v) => s with { BodyTimeout = v },
            "Time between two reads of a request body"),
        Duration("writeTimeout", Instant, 30, s => s.WriteTimeout, (s, v) => s with { WriteTimeout = v },
            "Time a client may take to accept the next bytes of an answer"),
        Number("minBodyRate", 0, 1 << 30, 240, s => s.MinBodyRate, (s, v) => s with { MinBodyRate = v }, SettingGroup.Deadlines,
            "Bytes of a request body that a client must send in a second; slower ones get 408; 0 for any number", valueName: "BYTES"),
        Number("minSendRate", 0, 1 << 30, 240, s => s.MinSendRate, (s, v) => s with { MinSendRate = v }, SettingGroup.Deadlines,
            "Bytes of an answer that a client must take in a second; slower ones are cut off; 0 for any number", valueName: "BYTES"),
        Duration("rateGrace", Instant, 5, s => s.RateGrace, (s, v) => s with { RateGrace = v },
            "Time of waiting for a client before minBodyRate and minSendRate count"),

        Number("maxRequestLine", 64, 65536, 8190, s => s.MaxRequestLine, (s, v) => s with { MaxRequestLine = v }, SettingGroup.Limits,
            "Bytes of a request line; longer ones get 414", ["--limit-request-line"], valueName: "BYTES"),
        Number("maxHeaderCount", 1, 32768, 100, s => s.MaxHeaderCount, (s, v) => s with { MaxHeaderCount = v }, SettingGroup.Limits,
            "Header fields of a request; more get 431", ["--limit-request-fields"]),
        Number("maxHeaderBytes", 256, 1 << 20, 32768, s => s.MaxHeaderBytes, (s, v) => s with { MaxHeaderBytes = v }, SettingGroup.Limits,
            "Bytes of all header fields of a request; more get 431", valueName: "BYTES"),
        new ValueSetting<long>(
            "maxRequestBody", SettingKind.Size, new SizeForm(1L << 40), s => s.MaxRequestBody, (s, v) => s with { MaxRequestBody = v })
        {
            Group = SettingGroup.Limits,
            ValueName = "SIZE",
            Help = "Bytes of a request body, such as 500k or 10m; longer ones get 413",
            DefaultText = "10m",
            Default = _ => SettingDefaults.MaxRequestBody.ToString(CultureInfo.InvariantCulture),
        },

        Number("maxConnections", 0, 10_000_000, 0, s => s.MaxConnections, (s, v) => s with { MaxConnections = v }, SettingGroup.Limits,
            "Connections that a process has open; others wait to be accepted", defaultText: "0: nine tenths of the open files allowed"),
        Number("maxConnectionsPerAddress", 0, 1_000_000, 0, s => s.MaxConnectionsPerAddress,
            (s, v) => s with { MaxConnectionsPerAddress = v }, SettingGroup.Limits,
            "Connections that one client address (IPv6: /64) has open in a process; others get 503", defaultText: "0: any number"),
        Number("maxRequestsPerConnection", 0, 1_000_000_000, 0, s => s.MaxRequestsPerConnection,
            (s, v) => s with { MaxRequestsPerConnection = v }, SettingGroup.Limits,
            "Requests that a connection may carry before it is closed", defaultText: "0: any number"),

        Path("accessLog", s => s.AccessLog, (s, v) => s with { AccessLog = v }, SettingGroup.Logging,
            "File of the access log; - for standard output; empty for none", ["--access-logfile"], "none", _ => null),
        new TextSetting(
            "accessLogFormat",
            SettingKind.Text,
            new TextForm("common, combined, json or a text with Gunicorn's atoms", mayBeEmpty: false),
            s => s.AccessLogFormat,
            (s, v) => s with { AccessLogFormat = v },
            CheckLogFormat)
        {
            Group = SettingGroup.Logging,
            Aliases = ["--access-logformat"],
            ValueName = "FORMAT",
            Help = "Form of the access log's lines: common, combined, json, or a text with Gunicorn's atoms",
            DefaultText = "combined",
            Default = _ => "combined",
        },
        Path("errorLog", s => s.ErrorLog, (s, v) => s with { ErrorLog = v }, SettingGroup.Logging,
            "File of the error log; - for standard error", ["-l", "--error-logfile", "--logfile", "--log-file"],
            "-; for a detached daemon, NAME.log",
            c => IsDetached(c) ? c.ServiceName + ".log" : "-", mayBeEmpty: false),
        new ValueSetting<LogLevel>(
            "logLevel",
            SettingKind.Choice,
            new ChoiceForm<LogLevel>(
                [
                    ("trace", LogLevel.Trace), ("debug", LogLevel.Debug), ("info", LogLevel.Information),
                    ("information", LogLevel.Information), ("warning", LogLevel.Warning), ("error", LogLevel.Error),
                    ("critical", LogLevel.Critical), ("none", LogLevel.None),
                ],
                ("warn", "warning"), ("fatal", "critical"), ("verbose", "trace"), ("err", "error"), ("notice", "info")),
            s => s.LogLevel,
            (s, v) => s with { LogLevel = v })
        {
            Group = SettingGroup.Logging,
            ValueName = "LEVEL",
            Help = "Least severity that is logged: trace, debug, info, warning, error, critical or none",
            DefaultText = "info",
            Default = _ => "info",
        },

        new ValueSetting<bool>("noDaemon", SettingKind.Flag, new FlagForm(), s => s.NoDaemon, (s, v) => s with { NoDaemon = v })
        {
            Group = SettingGroup.Process,
            Aliases = ["-n", "--nodaemon"],
            ValueName = "",
            Help = "Keeps the daemon in the foreground",
            DefaultText = "false",
            Default = _ => "false",
            Verbs = [Verb.Daemon],
        },
        Path("pidFile", s => s.PidFile, (s, v) => s with { PidFile = v }, SettingGroup.Process,
            "File that receives the process id; empty for none", ["-p", "--pidfile", "--pid"], "none; for the daemon, NAME.pid",
            c => c.Verb == Verb.Daemon ? c.ServiceName + ".pid" : null),
        Path("runDir", s => s.RunDir, (s, v) => s with { RunDir = v }, SettingGroup.Process,
            "Directory to change to before the application starts", ["-d", "--rundir", "--chdir"], "the current one", _ => null,
            mayBeEmpty: false),
        new ValueSetting<int>("umask", SettingKind.Octal, new OctalForm(0x1ff), s => s.Umask, (s, v) => s with { Umask = v })
        {
            Group = SettingGroup.Process,
            Aliases = ["-m"],
            ValueName = "OCTAL",
            Help = "File mode creation mask",
            DefaultText = "as inherited; for a detached daemon, 0077",
            Default = c => IsDetached(c) ? "0077" : null,
        },
        Name("user", s => s.User, (s, v) => s with { User = v }, "User that workers run as, by name or number; needs root",
            ["-u", "--uid"], "unchanged"),
        Name("group", s => s.Group, (s, v) => s with { Group = v }, "Group that workers run as, by name or number; needs root",
            ["-g", "--gid"], "the user's own, or unchanged"),
        Number("maxOpenFiles", 0, 1 << 30, 0, s => s.MaxOpenFiles, (s, v) => s with { MaxOpenFiles = v }, SettingGroup.Process,
            "Files that a process may have open (RLIMIT_NOFILE); more than the hard limit needs root", defaultText: "0: the hard limit"),

        Path("controlSocket", s => s.ControlSocket, (s, v) => s with { ControlSocket = v }, SettingGroup.Operation,
            "Unix socket to operate the supervisor over, for its own user and root; empty for none", [], "none", _ => null,
            verbs: [Verb.PreFork]),
        new ListSetting(
            "adminBind", "an address to listen on", CheckAdminBind, isNoneAllowed: true,
            s => s.AdminBind, (s, v) => s with { AdminBind = v })
        {
            Group = SettingGroup.Operation,
            ValueName = "ADDRESS",
            Help = "Address, as with --bind, on which the supervisor answers /healthz, /readyz and /metrics; repeatable",
            DefaultText = "none",
            Default = _ => "none",
            Verbs = [Verb.PreFork],
        },

        new ListSetting(
            "trustedProxies", "a network to trust", CheckNetwork, isNoneAllowed: true,
            s => s.TrustedProxies, (s, v) => s with { TrustedProxies = v })
        {
            Group = SettingGroup.Proxy,
            ValueName = "NETWORK",
            Help = "Peers that may speak for the client: networks, addresses, unix: or none; repeatable",
            DefaultText = "as the application declares, else none",
            Default = _ => "none",
        },
        Number("proxyHops", 1, 8, 1, s => s.ProxyHops, (s, v) => s with { ProxyHops = v }, SettingGroup.Proxy,
            "Number of proxies between the client and this process", defaultText: "as the application declares, else 1"),
        new ValueSetting<InvalidForwardedMode>(
            "invalidForwarded",
            SettingKind.Choice,
            new ChoiceForm<InvalidForwardedMode>([("reject", InvalidForwardedMode.Reject), ("ignore", InvalidForwardedMode.Ignore)]),
            s => s.InvalidForwarded,
            (s, v) => s with { InvalidForwarded = v })
        {
            Group = SettingGroup.Proxy,
            ValueName = "WHAT",
            Help = "A trusted proxy states what is not valid: reject answers 400, ignore takes it as not stated",
            DefaultText = "reject",
            Default = _ => "reject",
        },
        new ListSetting(
            "allowedHosts", "a host", CheckHost, isNoneAllowed: true,
            s => s.AllowedHosts, (s, v) => s with { AllowedHosts = v })
        {
            Group = SettingGroup.Proxy,
            ValueName = "HOST",
            Help = "Hosts that are answered for, others get 421: names, addresses, *.name, or none for all; repeatable",
            DefaultText = "as the application declares, else none",
            Default = _ => "none",
        },
        Path("doctorKeyFile", s => s.DoctorKeyFile, (s, v) => s with { DoctorKeyFile = v }, SettingGroup.Proxy,
            "File with the secret by which the command doctor asks what is believed of a request; empty for none", [], "none", _ => null),
    ];

    public static Setting Bind => Find("bind")!;

    public static Setting Workers => Find("workers")!;

    /// <summary>The setting with a JSON name; null if there is none.</summary>
    public static Setting? Find(string name) => All.FirstOrDefault(s => s.Name == name);
}
