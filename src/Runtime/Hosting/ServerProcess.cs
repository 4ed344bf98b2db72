using System.Globalization;
using Gatehouse.Detach;
using Gatehouse.Http;
using Gatehouse.Linux;
using Gatehouse.Proxy;
using Gatehouse.Serving;
using Microsoft.Extensions.Logging;

namespace Gatehouse.Hosting;

/// <summary>
/// What every serving process has: its settings, its logs, and the options of its connections. Made once, at the start.
/// </summary>
internal sealed class ServerProcess : IDisposable
{
    private const int StandardOutput = 1;

    /// <summary>The runtime and the logs have about forty open before the first connection.</summary>
    private const int FewestOpenFiles = 64;

    private readonly ServerLog log;
    private readonly AppendFile? accessLogFile;

    public ServerProcess(EffectiveSettings settings)
    {
        Settings = settings;
        TrustPolicy trust = CreateTrust(settings);
        Tls = new TlsListeners(settings, Environment.CurrentDirectory);
        log = ServerLog.Open(settings);
        Logger = log.Factory.CreateLogger("gatehouse");
        Hooks = new ApplicationHooks(settings, log.Factory, Logger);
        accessLogFile = OpenAccessLog(settings);
        Options = new ServingOptions
        {
            Logger = Logger,
            Trust = trust,
            RejectsInvalidForwarded = settings.InvalidForwarded == InvalidForwardedMode.Reject,
            AllowedHosts = AllowedHosts.Create(settings.AllowedHosts),
            Probe = settings.DoctorKeyFile is { } file ? new BeliefProbe(DoctorKey.Read(file, settings.OriginOf("doctorKeyFile"))) : null,
            AccessLog = accessLogFile is null ? null : new AccessLog(accessLogFile, AccessLogFormat.Parse(settings.AccessLogFormat)),
            Limits = new RequestLimits(settings.MaxRequestLine, settings.MaxHeaderCount, settings.MaxHeaderBytes),
            MaxRequestBody = settings.MaxRequestBody,
            MaxRunning = settings.WorkerConnections,
            StrictTransportSecurity = settings.Hsts > TimeSpan.Zero
                ? string.Create(CultureInfo.InvariantCulture, $"max-age={(long)settings.Hsts.TotalSeconds}")
                : null,
            RequestTimeout = (long)settings.Timeout.TotalMilliseconds,
            KeepAlive = (long)settings.KeepAlive.TotalMilliseconds,
            HeaderTimeout = (long)settings.HeaderTimeout.TotalMilliseconds,
            BodyTimeout = (long)settings.BodyTimeout.TotalMilliseconds,
            WriteTimeout = (long)settings.WriteTimeout.TotalMilliseconds,
            MinBodyRate = settings.MinBodyRate,
            MinSendRate = settings.MinSendRate,
            RateGrace = (long)settings.RateGrace.TotalMilliseconds,
            MaxRequestsPerConnection = settings.MaxRequestsPerConnection,
            Connections = new ConnectionLimits(MostConnections(settings), settings.MaxConnectionsPerAddress, trust),
        };
    }

    public EffectiveSettings Settings { get; }

    public ILoggerFactory LoggerFactory => log.Factory;

    public ILogger Logger { get; }

    /// <summary>The application's hooks, for the process that is a master; workers call none.</summary>
    public ApplicationHooks Hooks { get; }

    public ServingOptions Options { get; }

    /// <summary>The certificates: read before privileges are dropped.</summary>
    public TlsListeners Tls { get; }

    /// <summary>Changes to the working directory, takes the umask and the limit of open files of the settings: before anything is opened.</summary>
    /// <exception cref="StartupException">The directory cannot be entered, or the limit cannot be had.</exception>
    public static void EnterEnvironment(EffectiveSettings settings)
    {
        // Read while the directory is still the one that the command line was given in.
        _ = ProcessCommand.OfThisProcess;
        if (settings.RunDir is { } directory)
        {
            try
            {
                Environment.CurrentDirectory = directory;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
            {
                throw new StartupException($"cannot change to '{directory}' (from {settings.OriginOf("runDir")}): {e.Message}");
            }
        }

        if (settings.Umask is { } mask) Credentials.SetUmask(mask);
        AllowOpenFiles(settings);
    }

    /// <summary>Takes the pid file of the settings, for as long as the process lives; null where none is wanted.</summary>
    /// <exception cref="StartupException">Another process has it, or it cannot be written.</exception>
    /// <param name="suffix">Put behind the name while another process has the file itself.</param>
    public PidFile? AcquirePidFile(string suffix = "")
    {
        if (Settings.PidFile is not { } path) return null;
        try
        {
            return PidFile.Acquire(path + suffix, Logger);
        }
        catch (PidFileException e)
        {
            throw new StartupException($"{e.Message} (from {Settings.OriginOf("pidFile")})");
        }
    }

    /// <summary>Opens the log files again, after a log rotator moved them.</summary>
    public void ReopenLogs()
    {
        log.Reopen();
        if (accessLogFile?.Reopen() is { } reason) HostingLog.AccessLogNotReopened(Logger, reason);
    }

    /// <summary>
    /// Serves with these workers until a signal or the token says stop: TERM lets running requests finish, INT and QUIT cut
    /// them short. HUP reads the certificates again where there are any; without any it is left to end the process.
    /// </summary>
    /// <param name="workers">The workers; not yet started.</param>
    /// <param name="onReady">Called once, when every worker accepts connections.</param>
    /// <param name="onStopping">Called when the workers are told to stop, with each time that they are.</param>
    /// <param name="stop">Stops as TERM does.</param>
    /// <exception cref="StartupException">The application's start hook failed.</exception>
    public async Task ServeAsync(IReadOnlyList<ServingThread> workers, Action onReady, Action onStopping, CancellationToken stop)
    {
        int[] heard = [Signals.Terminate, Signals.Interrupt, Signals.Quit, Signals.User1];
        using var signals = new SignalSource(Tls.IsEmpty ? heard : [.. heard, Signals.HangUp], signal => OnSignal(signal, Stop));
        foreach (ServingThread worker in workers) worker.Start();
        Task ready = Task.WhenAll(workers.Select(w => w.Ready));
        try
        {
            await ready;
        }
        catch (Exception e)
        {
            await StopAsync(workers, TimeSpan.Zero);
            if (ready.IsCanceled) return;
            throw new StartupException($"the application did not start: {e.Message}");
        }

        onReady();
        await using (stop.UnsafeRegister(_ => Stop(Settings.GracefulTimeout), null))
        {
            await Task.WhenAll(workers.Select(w => w.Ended));
        }

        void Stop(TimeSpan limit)
        {
            onStopping();
            BeginStop(workers, limit);
        }
    }

    public void Dispose()
    {
        Options.AccessLog?.Flush();
        accessLogFile?.Dispose();
        log.Dispose();
    }

    private static async Task StopAsync(IReadOnlyList<ServingThread> workers, TimeSpan limit)
    {
        BeginStop(workers, limit);
        await Task.WhenAll(workers.Select(w => w.Ended)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static void BeginStop(IReadOnlyList<ServingThread> workers, TimeSpan limit)
    {
        foreach (ServingThread worker in workers) worker.Stop(limit);
    }

    /// <summary>Who may speak for the client.</summary>
    /// <exception cref="StartupException">A network or a header name cannot serve.</exception>
    public static TrustPolicy CreateTrust(EffectiveSettings settings)
    {
        ForwardedHeadersAttribute headers = settings.ForwardedHeaders;
        if (headers.Standard && (headers.Fields & (Forwarded.Port | Forwarded.Prefix)) != 0)
            throw new StartupException("the Forwarded header of RFC 7239 carries no port and no prefix (from [ForwardedHeaders])");
        ForwardedHeaderNames names = headers.Standard
            ? ForwardedHeaderNames.OfStandard(
                headers.Fields.HasFlag(Forwarded.For), headers.Fields.HasFlag(Forwarded.Proto), headers.Fields.HasFlag(Forwarded.Host))
            : new ForwardedHeaderNames(
                Take(Forwarded.For, headers.ForHeader),
                Take(Forwarded.Proto, headers.ProtoHeader),
                Take(Forwarded.Host, headers.HostHeader),
                Take(Forwarded.Port, headers.PortHeader),
                Take(Forwarded.Prefix, headers.PrefixHeader));
        var hops = new ForwardedHops(
            HopsOf(headers.ForHops), HopsOf(headers.ProtoHops), HopsOf(headers.HostHops), HopsOf(headers.PortHops), HopsOf(headers.PrefixHops));
        try
        {
            return TrustPolicy.Create(settings.TrustedProxies, settings.ProxyHops, names, hops);
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw new StartupException($"{e.Message} (from {settings.OriginOf("trustedProxies")})");
        }

        int HopsOf(int declared) => declared == 0 ? settings.ProxyHops : declared;

        string? Take(Forwarded field, string header) => headers.Fields.HasFlag(field) ? header : null;
    }

    /// <summary>The application, the logs and the loop need descriptors too: a tenth is theirs.</summary>
    private static int MostConnections(EffectiveSettings settings) =>
        settings.MaxConnections > 0 ? settings.MaxConnections : (int)(ResourceLimits.OpenFiles * 9 / 10);

    private static void AllowOpenFiles(EffectiveSettings settings)
    {
        int count = settings.MaxOpenFiles;
        if (count is > 0 and < FewestOpenFiles)
            throw new StartupException($"{count} open files (from {settings.OriginOf("maxOpenFiles")}) are too few to serve with: at least {FewestOpenFiles}, or 0");
        try
        {
            ResourceLimits.SetOpenFiles(count);
        }
        catch (SystemCallException e)
        {
            throw new StartupException(
                $"cannot allow {count} open files (from {settings.OriginOf("maxOpenFiles")}): {Errno.Message(e.Error)}; the hard limit is "
                + $"{ResourceLimits.HardOpenFiles}, more needs root (CAP_SYS_RESOURCE) and no more than fs.nr_open");
        }
    }

    private static AppendFile? OpenAccessLog(EffectiveSettings settings)
    {
        if (settings.AccessLog is not { } path) return null;
        if (path == "-") return AppendFile.Borrow(StandardOutput);
        try
        {
            return AppendFile.Open(path, Privileges.LogOwner(settings));
        }
        catch (IOException e)
        {
            throw new StartupException($"cannot open the access log '{path}' (from {settings.OriginOf("accessLog")}): {e.Message}");
        }
    }

    private void OnSignal(int signal, Action<TimeSpan> stop)
    {
        if (signal == Signals.User1) ReopenLogs();
        else if (signal == Signals.HangUp) Tls.Reload(Logger);
        else stop(signal == Signals.Terminate ? Settings.GracefulTimeout : TimeSpan.Zero);
    }
}
