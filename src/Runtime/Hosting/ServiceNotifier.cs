using System.Globalization;
using System.Text;
using Gatehouse.Linux;

namespace Gatehouse.Hosting;

/// <summary>
/// Tells the service manager where the service is in its life, in one line how it fares, and that it is alive; sd_notify(3). Silent
/// where there is no manager. From any thread.
/// </summary>
internal sealed class ServiceNotifier
{
    /// <summary>
    /// EXTEND_TIMEOUT_USEC=: the manager's patience from now on, while the service starts, reloads or drains. Those have limits of their own
    /// (startTimeout, gracefulTimeout), which may be longer than TimeoutStartSec= and TimeoutStopSec=; a master that is stuck says nothing.
    /// </summary>
    private const string MoreTime = "EXTEND_TIMEOUT_USEC=10000000";

    private static readonly TimeSpan LongestInterval = TimeSpan.FromSeconds(1);

    private readonly ServiceManager manager;
    private readonly TimeProvider clock;
    private readonly TimeSpan watchdogInterval;
    private readonly Lock gate = new();
    private bool isSettled;
    private string sentStatus = "";
    private long? fedAt;

    public ServiceNotifier(ServiceManager manager, TimeProvider? clock = null)
    {
        this.manager = manager;
        this.clock = clock ?? TimeProvider.System;
        watchdogInterval = (manager.WatchdogPeriod ?? TimeSpan.Zero) / 3;
    }

    /// <summary>Whether an older master is the service's main process, and speaks for it.</summary>
    public bool IsMuted { get; set; }

    /// <summary>True if there is a manager to tell.</summary>
    public bool IsListening => manager.IsListening;

    /// <summary>How often <see cref="Beat"/> is to be called: each second, or oftener if the watchdog asks for it.</summary>
    public TimeSpan Interval => watchdogInterval > TimeSpan.Zero && watchdogInterval < LongestInterval ? watchdogInterval : LongestInterval;

    /// <summary>The service answers, for the first time or after a reload, however that ended.</summary>
    public void Ready(string status) => Send(true, "READY=1", status);

    /// <summary>A reload begins; <see cref="Ready"/> ends it. With the time, by which Type=notify-reload tells it from an earlier one.</summary>
    public void Reloading(string status) =>
        Send(false, string.Create(CultureInfo.InvariantCulture, $"RELOADING=1\nMONOTONIC_USEC={ServiceManager.MonotonicUsec()}"), status);

    public void Stopping(string status) => Send(false, "STOPPING=1", status);

    /// <summary>Another process goes on as the service. The manager hears its main process alone, as a rule: this one has to name the next.</summary>
    public void HandOver(int successor, string status) =>
        Send(false, string.Create(CultureInfo.InvariantCulture, $"MAINPID={successor}"), status);

    /// <summary>This process is the service's main process now.</summary>
    public void TakeOver(string status)
    {
        IsMuted = false;
        Send(true, string.Create(CultureInfo.InvariantCulture, $"MAINPID={Environment.ProcessId}\nREADY=1"), status);
    }

    /// <summary>The service ends because it could not start.</summary>
    public void Failed(string reason) => Send(false, null, reason);

    /// <summary>Says what has changed, and what has to be said regularly.</summary>
    /// <param name="isAlive">Whether the watchdog is fed.</param>
    /// <param name="status">How the service fares; sent if it is not what was sent last.</param>
    public void Beat(bool isAlive, string status)
    {
        if (!manager.IsListening || IsMuted) return;
        lock (gate)
        {
            var message = new StringBuilder();
            if (isAlive && IsHungry())
            {
                message.Append("WATCHDOG=1\n");
                fedAt = clock.GetTimestamp();
            }

            if (!isSettled) message.Append(MoreTime).Append('\n');
            AppendStatus(message, status);
            Send(message);
        }
    }

    private void Send(bool settled, string? state, string status)
    {
        lock (gate)
        {
            isSettled = settled;
            if (IsMuted) return;
            var message = new StringBuilder();
            if (state is not null) message.Append(state).Append('\n');
            AppendStatus(message, status);
            Send(message);
        }
    }

    private void Send(StringBuilder message) => manager.Notify(message.ToString().TrimEnd('\n'));

    /// <summary>Whether the next beat would come later than a third of the watchdog's period after the last feeding.</summary>
    private bool IsHungry() =>
        watchdogInterval > TimeSpan.Zero && (fedAt is not { } last || clock.GetElapsedTime(last) + Interval > watchdogInterval);

    private void AppendStatus(StringBuilder message, string status)
    {
        string line = status.ReplaceLineEndings(" ");
        if (line == sentStatus) return;
        message.Append("STATUS=").Append(line).Append('\n');
        sentStatus = line;
    }
}
