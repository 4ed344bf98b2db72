using System.Security.Authentication;
using Microsoft.Extensions.Logging;

namespace Gatehouse.Hosting;

/// <summary>How a worker process runs its handlers.</summary>
public enum WorkerClass
{
    /// <summary>Inline, one request at a time (Gunicorn's sync).</summary>
    Sync,

    /// <summary>Synchronous handlers on a pool of threads, asynchronous ones on the loop (Gunicorn's gthread).</summary>
    Threads,

    /// <summary>Inline on the loop; a handler that awaits gives way (Tornado).</summary>
    Epoll,

    /// <summary>Each request a green thread (Gevent).</summary>
    Green,
}

/// <summary>What happens where a trusted proxy states something that is not valid.</summary>
public enum InvalidForwardedMode
{
    /// <summary>The request is answered with 400.</summary>
    Reject,

    /// <summary>The fact counts as not stated, and a client's address as not known. The log says so, once a minute for each proxy.</summary>
    Ignore,
}

/// <summary>Whether clients of TLS listeners show a certificate.</summary>
public enum ClientCertificateMode
{
    /// <summary>They are not asked for one.</summary>
    None,

    /// <summary>They are asked, and may have none; one that is not valid is refused.</summary>
    Optional,

    /// <summary>Whoever has no valid one is refused.</summary>
    Required,
}

/// <summary>
/// Every setting of the four runtimes. The names here, on the command line (<c>--graceful-timeout</c>), in the environment
/// (<c>GATEHOUSE_GRACEFUL_TIMEOUT</c>) and in the JSON file (<c>"gracefulTimeout"</c>) are the same. Null or empty means "not
/// said": the runtime then uses the application's default, or the built-in one.
/// </summary>
public sealed record ServerSettings
{
    /// <summary>
    /// Addresses to listen on: <c>HOST:PORT</c>, <c>[v6]:PORT</c>, <c>:PORT</c> (every interface, IPv4 and IPv6), <c>unix:PATH</c>,
    /// <c>fd://N</c>; with TLS behind <c>ssl:</c>, as <c>ssl:443:privateKey=FILE:certKey=FILE</c>; behind <c>redirect:</c> to send
    /// clients to TLS. Default: the sockets systemd passed, else <c>127.0.0.1:8000</c>.
    /// </summary>
    public IReadOnlyList<string> Bind { get; init; } = [];

    /// <summary>
    /// PEM files of certificates, each with its intermediates, for <c>ssl:</c> addresses that name none. Of several, the server
    /// name that the client asks for picks one (RFC 6066 section 3), else the first counts. Default none.
    /// </summary>
    public IReadOnlyList<string> TlsCertificate { get; init; } = [];

    /// <summary>PEM files of the private keys, one for each of <see cref="TlsCertificate"/>. Default: in the files of the certificates.</summary>
    public IReadOnlyList<string> TlsKey { get; init; } = [];

    /// <summary>Whether clients show a certificate; see <see cref="Gatehouse.Request.ClientCertificate"/>. Default <see cref="ClientCertificateMode.None"/>.</summary>
    public ClientCertificateMode? TlsClientCertificate { get; init; }

    /// <summary>PEM file of the authorities that clients' certificates are checked against. Default none.</summary>
    public string? TlsCaCertificate { get; init; }

    /// <summary>Oldest version of TLS that is spoken: <see cref="SslProtocols.Tls12"/> or <see cref="SslProtocols.Tls13"/>. Default TLS 1.2.</summary>
    public SslProtocols? TlsMinVersion { get; init; }

    /// <summary>Time a client has to complete the TLS handshake, from the connection on. Default 10 s.</summary>
    public TimeSpan? TlsHandshakeTimeout { get; init; }

    /// <summary>
    /// Time that browsers are told to use HTTPS only, in answers over TLS (Strict-Transport-Security, RFC 6797); zero for none. At
    /// most two years. Default zero.
    /// </summary>
    public TimeSpan? Hsts { get; init; }

    /// <summary>Worker processes (prefork), or loops (epoll). 1 to 1024. Default: 1 for prefork, one a core for epoll.</summary>
    public int? Workers { get; init; }

    /// <summary>How prefork workers run handlers. Default <see cref="Hosting.WorkerClass.Sync"/>.</summary>
    public WorkerClass? WorkerClass { get; init; }

    /// <summary>Threads for synchronous handlers, 1 to 1024 (daemon, and prefork with <see cref="Hosting.WorkerClass.Threads"/>). Default 8.</summary>
    public int? Threads { get; init; }

    /// <summary>Requests that one worker runs at the same time, 1 to 1,000,000 (green, epoll, daemon). Default 1000.</summary>
    public int? WorkerConnections { get; init; }

    /// <summary>
    /// Requests after which a prefork worker is replaced, up to 2^31-1: its successor is ready before it drains, and one is replaced at a
    /// time. Default 0: never.
    /// </summary>
    public int? MaxRequests { get; init; }

    /// <summary>Most that is added by chance to <see cref="MaxRequests"/>, anew for each worker. Up to 2^31-1. Default 0.</summary>
    public int? MaxRequestsJitter { get; init; }

    /// <summary>
    /// Resident memory, in bytes up to 2^50, from which on a prefork worker is replaced, as with <see cref="MaxRequests"/>. Default 0: never.
    /// </summary>
    public long? MaxMemory { get; init; }

    /// <summary>Age from which on a prefork worker is replaced, as with <see cref="MaxRequests"/>; up to 30 days. Default zero: never.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>Connections the kernel queues before they are accepted; listen(2). 1 to 65535. Default 2048.</summary>
    public int? Backlog { get; init; }

    /// <summary>
    /// Gives each prefork worker a TCP listener of its own (SO_REUSEPORT, socket(7)), among which the kernel deals connections out; without
    /// it all workers accept from one. Default false.
    /// </summary>
    public bool? ReusePort { get; init; }

    /// <summary>Time a request may take before it is given up; zero for no limit. Default 30 s.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Time that running requests get to finish when the server stops or reloads. Default 30 s.</summary>
    public TimeSpan? GracefulTimeout { get; init; }

    /// <summary>Time that a prefork worker gets to start, the application's start hook included; zero for any. Default 60 s.</summary>
    public TimeSpan? StartTimeout { get; init; }

    /// <summary>Time an idle connection is kept open; zero closes after each answer. Default 75 s.</summary>
    public TimeSpan? KeepAlive { get; init; }

    /// <summary>Time a client has to send a request head. Default 15 s.</summary>
    public TimeSpan? HeaderTimeout { get; init; }

    /// <summary>Time between two reads of a request body. Default 30 s.</summary>
    public TimeSpan? BodyTimeout { get; init; }

    /// <summary>Time a client may take to accept the next bytes of an answer. Default 30 s.</summary>
    public TimeSpan? WriteTimeout { get; init; }

    /// <summary>
    /// Bytes of a request body that a client must send in a second, on average over the time that the server waits for them;
    /// 0 for any number. Slower ones get 408. Default 240.
    /// </summary>
    public int? MinBodyRate { get; init; }

    /// <summary>
    /// Bytes of an answer that a client must take in a second, on average over the time that the server waits for it; 0 for any
    /// number. Slower ones are cut off. Default 240.
    /// </summary>
    public int? MinSendRate { get; init; }

    /// <summary>Time of waiting before <see cref="MinBodyRate"/> and <see cref="MinSendRate"/> count. Default 5 s.</summary>
    public TimeSpan? RateGrace { get; init; }

    /// <summary>Bytes of a request line, 64 to 65536; longer ones get 414. Default 8190.</summary>
    public int? MaxRequestLine { get; init; }

    /// <summary>Header fields of a request, 1 to 32768; more get 431. Default 100.</summary>
    public int? MaxHeaderCount { get; init; }

    /// <summary>Bytes of all header fields of a request, 256 to 1 MiB; more get 431. Default 32768.</summary>
    public int? MaxHeaderBytes { get; init; }

    /// <summary>Bytes of a request body, 0 to 2^40; longer ones get 413. Default 10 MiB.</summary>
    public long? MaxRequestBody { get; init; }

    /// <summary>
    /// Connections that a process has open, up to 10,000,000; others wait to be accepted. Default 0: nine tenths of the open
    /// files that the system allows.
    /// </summary>
    public int? MaxConnections { get; init; }

    /// <summary>
    /// Connections that one IPv4 address, or one IPv6 network of 64 bits, has open in a process; others get 503. Trusted proxies
    /// and Unix sockets are not counted. Default 0: any number.
    /// </summary>
    public int? MaxConnectionsPerAddress { get; init; }

    /// <summary>Requests that a connection may carry; it is closed with the answer to the last. Default 0: any number.</summary>
    public int? MaxRequestsPerConnection { get; init; }

    /// <summary>File of the access log; <c>-</c> for standard output; empty for none. Default none.</summary>
    public string? AccessLog { get; init; }

    /// <summary>
    /// Form of the access log's lines: <c>common</c>, <c>combined</c>, <c>json</c>, or a text with Gunicorn's atoms, such as
    /// <c>%(h)s "%(r)s" %(s)s %(L)s</c>. Default <c>combined</c>.
    /// </summary>
    public string? AccessLogFormat { get; init; }

    /// <summary>
    /// File of the error log; <c>-</c> for standard error. Default <c>-</c>; for a detached daemon, whose standard error is
    /// closed, <c>NAME.log</c> in the working directory.
    /// </summary>
    public string? ErrorLog { get; init; }

    /// <summary>Least severity that is logged. Default <see cref="Microsoft.Extensions.Logging.LogLevel.Information"/>.</summary>
    public LogLevel? LogLevel { get; init; }

    /// <summary>File that receives the process id; empty for none. Default none; for the daemon, <c>NAME.pid</c> in the working directory.</summary>
    public string? PidFile { get; init; }

    /// <summary>Keeps the daemon in the foreground.</summary>
    public bool? NoDaemon { get; init; }

    /// <summary>Directory to change to before the application starts (twistd's --rundir). Default: the current one.</summary>
    public string? RunDir { get; init; }

    /// <summary>File mode creation mask, 0 to 0777 octal. Default: 0077 for a detached daemon, else as inherited.</summary>
    public int? Umask { get; init; }

    /// <summary>User that workers run as, by name or number; needs root. Default: unchanged.</summary>
    public string? User { get; init; }

    /// <summary>Group that workers run as, by name or number; needs root. Default: the user's own, or unchanged.</summary>
    public string? Group { get; init; }

    /// <summary>
    /// Files that the process and its workers may have open (RLIMIT_NOFILE, getrlimit(2)), up to 2^30; more than the hard limit needs
    /// root. Default 0: the hard limit.
    /// </summary>
    public int? MaxOpenFiles { get; init; }

    /// <summary>
    /// Unix socket over which the prefork supervisor is operated (<c>status</c>, <c>reload</c>, …), by its own user and root alone; empty
    /// for none. Default none.
    /// </summary>
    public string? ControlSocket { get; init; }

    /// <summary>
    /// Addresses, as in <see cref="Bind"/>, on which the prefork supervisor itself answers <c>/healthz</c>, <c>/readyz</c> and
    /// <c>/metrics</c>. Default none.
    /// </summary>
    public IReadOnlyList<string>? AdminBind { get; init; }

    /// <summary>Peers that may speak for the client; replaces what <see cref="TrustedProxiesAttribute"/> declares.</summary>
    public IReadOnlyList<string>? TrustedProxies { get; init; }

    /// <summary>Number of proxies, 1 to 8; replaces <see cref="TrustedProxiesAttribute.Hops"/>.</summary>
    public int? ProxyHops { get; init; }

    /// <summary>
    /// What happens to a request in which a trusted proxy states something that is not valid, such as a scheme other than http and
    /// https. Default <see cref="InvalidForwardedMode.Reject"/>.
    /// </summary>
    public InvalidForwardedMode? InvalidForwarded { get; init; }

    /// <summary>
    /// File with the secret by which the command <c>doctor</c> asks this server what it believes of a request: 16 to 256 visible ASCII
    /// characters. Default none: nobody is told.
    /// </summary>
    public string? DoctorKeyFile { get; init; }

    /// <summary>
    /// Hosts that are answered for: names, IP addresses, <c>*.name</c>; empty for all. Replaces what <see cref="AllowedHostsAttribute"/>
    /// declares. Requests for others get 421.
    /// </summary>
    public IReadOnlyList<string>? AllowedHosts { get; init; }

    /// <summary>
    /// Makes the loggers, for a program that embeds a server and logs in its own way. Not a setting of the command line.
    /// Default: lines on <see cref="ErrorLog"/>.
    /// </summary>
    public ILoggerFactory? LoggerFactory { get; init; }

    /// <summary>Where each value came from.</summary>
    internal SettingOrigins Origins { get; init; } = SettingOrigins.None;

    /// <summary>Gathers the settings again, from where they came from, for a reload; null when they were made in code.</summary>
    internal Func<ServerSettings>? Reread { get; init; }
}
