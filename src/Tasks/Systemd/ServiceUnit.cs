using System.Globalization;
using Gatehouse.Tasks.Manifest;

namespace Gatehouse.Tasks.Systemd;

/// <summary>The service unit: the pre-fork server under a throw-away user in a sandbox (systemd.exec(5)).</summary>
internal static class ServiceUnit
{
    // After the graceful timeout the server kills its workers by itself; systemd waits for that too.
    private const int StopSlackSeconds = 15;

    // Longer than the supervisor needs to replace workers that are stuck, which it does by itself.
    private const int WatchdogSeconds = 60;

    /// <summary>Writes the unit as text.</summary>
    public static string Render(AppManifest manifest, UnitOptions options) => $"""
        # systemd service of {manifest.Name} ({manifest.App}): /etc/systemd/system/{manifest.Name}.service
        # Written by dotnet publish from what the application declares. Put changes into a drop-in: systemctl edit {manifest.Name}.service

        [Unit]
        Description={manifest.Name} ({manifest.App})
        Requires={manifest.Name}.socket
        After={manifest.Name}.socket network-online.target
        Wants=network-online.target

        [Service]
        # The server says when it is ready to answer (sd_notify(3)); it takes its listener from {manifest.Name}.socket. From systemd 253 on
        # Type=notify-reload and an empty ExecReload= make "systemctl reload" wait until the new workers serve.
        Type=notify
        NotifyAccess=main
        ExecStart={Quote(options.InstallDirectory + "/" + options.Executable)} prefork
        ExecReload=/bin/kill -HUP $MAINPID
        # TERM goes to the supervisor, which lets the workers finish; what is left at the end is killed.
        KillMode=mixed
        # gracefulTimeout = {Seconds(manifest.Settings.GracefulTimeout)} s in the application, and {StopSlackSeconds} s to end the rest.
        TimeoutStopSec={Seconds(manifest.Settings.GracefulTimeout + TimeSpan.FromSeconds(StopSlackSeconds))}
        # The supervisor says so regularly while a worker answers. One that stands still is ended, and started anew.
        WatchdogSec={WatchdogSeconds}
        Restart=on-failure
        RestartSec=2
        # A worker that the kernel kills for memory is replaced by the supervisor: no reason to stop the others.
        OOMPolicy=continue
        LimitNOFILE=65536

        # A user that exists while the service runs. Its files: /var/lib/{manifest.Name} stays, /run/{manifest.Name} goes at stop.
        DynamicUser=yes
        StateDirectory={manifest.Name}
        RuntimeDirectory={manifest.Name}
        RuntimeDirectoryMode=0750
        UMask=0077
        WorkingDirectory={options.InstallDirectory}
        # No diagnostics port. Take this line out to attach dotnet-trace or dotnet-counters.
        Environment=DOTNET_EnableDiagnostics=0

        # Sandbox: what a web application has no use for.
        NoNewPrivileges=yes
        CapabilityBoundingSet=
        AmbientCapabilities=
        ProtectSystem=strict
        ProtectHome=yes
        PrivateTmp=yes
        PrivateDevices=yes
        DevicePolicy=closed
        PrivateUsers=yes
        PrivateMounts=yes
        ProtectHostname=yes
        ProtectClock=yes
        ProtectKernelTunables=yes
        ProtectKernelModules=yes
        ProtectKernelLogs=yes
        ProtectControlGroups=yes
        ProtectProc=invisible
        ProcSubset=pid
        RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
        RestrictNamespaces=yes
        RestrictRealtime=yes
        RestrictSUIDSGID=yes
        LockPersonality=yes
        RemoveIPC=yes
        SystemCallArchitectures=native
        SystemCallErrorNumber=EPERM
        SystemCallFilter=@system-service
        {(options.IsNative ? NativeSandbox : ManagedSandbox)}

        [Install]
        WantedBy=multi-user.target
        Also={manifest.Name}.socket

        """;

    private const string NativeSandbox = """
        # Native code: no memory is both written and run, and nothing sets the scheduler.
        SystemCallFilter=~@privileged @resources
        MemoryDenyWriteExecute=yes
        """;

    // MemoryDenyWriteExecute ends the JIT with SIGSEGV; without sched_setaffinity of @resources the runtime does not start.
    private const string ManagedSandbox = """
        # The JIT compiler writes code and then runs it: MemoryDenyWriteExecute and ~@resources need PublishAot=true.
        SystemCallFilter=~@privileged
        """;

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);

    // systemd.service(5), "Command lines": quotes keep spaces together; % and $ stand for themselves when doubled.
    private static string Quote(string path)
    {
        string escaped = path.Replace("%", "%%", StringComparison.Ordinal).Replace("$", "$$", StringComparison.Ordinal);
        return escaped.Contains(' ') ? $"\"{escaped}\"" : escaped;
    }
}
