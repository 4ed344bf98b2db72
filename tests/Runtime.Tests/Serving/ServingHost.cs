using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Gatehouse.Linux;
using Gatehouse.Proxy;
using Gatehouse.Runtimes;
using Gatehouse.Serving;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using AddressFamily = System.Net.Sockets.AddressFamily;

namespace Gatehouse.Runtime.Tests.Serving;

/// <summary>A worker with a listener on loopback, or on a Unix socket, and what it logged.</summary>
internal sealed class ServingHost : IAsyncDisposable, ILogger
{
    private readonly ListenSocket listener;
    private readonly ServingThread worker;
    private readonly string? path;
    private readonly Func<int, Listener> speaking;

    // Pinned, because a loop counts at an address.
    private readonly long[] counts = GC.AllocateArray<long>(ServingCounters.Words, pinned: true);

    private ServingHost(
        ListenSocket listener, string? path, TestHandler handler, Func<ServingOptions, ServingOptions>? configure, bool onGreenThreads,
        Func<int, Listener>? speaking)
    {
        this.listener = listener;
        this.speaking = speaking ?? (descriptor => new Listener(descriptor));
        this.path = path;
        var options = new ServingOptions { Logger = this, Trust = TrustPolicy.Nobody };
        options = configure?.Invoke(options) ?? options;
        worker = onGreenThreads ? NewWorker<GreenDispatch>(handler, options) : NewWorker<InlineDispatch>(handler, options);
    }

    public ConcurrentQueue<string> Log { get; } = new();

    public ServingThread Worker => worker;

    /// <summary>What it has counted so far.</summary>
    public ServingTotals Totals => ServingCounters.Read(counts);

    /// <summary>Address and port, for clients that make their own connections.</summary>
    public string Address => listener.LocalAddress;

    public static async Task<ServingHost> StartAsync(
        TestHandler handler, Func<ServingOptions, ServingOptions>? configure = null, bool onUnixSocket = false, bool onGreenThreads = false,
        Func<int, Listener>? speaking = null)
    {
        string? path = onUnixSocket ? Path.Combine(Path.GetTempPath(), $"gh-{Guid.NewGuid():N}.sock") : null;
        ListenSocket listener = path is null
            ? ListenSocket.OpenTcp(IPAddress.Loopback, 0, 128, reusePort: false)
            : ListenSocket.OpenUnix(path, 128);
        var host = new ServingHost(listener, path, handler, configure, onGreenThreads, speaking);
        host.worker.Start();
        await host.worker.Ready;
        return host;
    }

    public Wire Connect() => new(ConnectSocket());

    public Socket ConnectSocket()
    {
        var socket = path is null
            ? new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
            : new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        EndPoint target = path is null ? IPEndPoint.Parse(listener.LocalAddress) : new UnixDomainSocketEndPoint(path);
        socket.Connect(target);
        return socket;
    }

    public async ValueTask DisposeAsync()
    {
        worker.Stop(TimeSpan.Zero);
        await worker.Ended;
        listener.Dispose();
    }

    private ServingThread<TestApp, TDispatch> NewWorker<TDispatch>(TestHandler handler, ServingOptions options)
        where TDispatch : struct, IDispatch =>
        new(0, TestApp.Register(handler), [speaking(listener.Descriptor)], options, NullLoggerFactory.Instance, default,
            new ServingCounters(Marshal.UnsafeAddrOfPinnedArrayElement(counts, 0)));

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Log.Enqueue($"{logLevel} {formatter(state, exception)} {exception?.Message}".TrimEnd());
}
