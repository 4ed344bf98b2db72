using Microsoft.Extensions.Logging;

namespace Gatehouse;

/// <summary>The worker that an application runs in.</summary>
public sealed class WorkerContext
{
    internal WorkerContext(string name, int index, ILoggerFactory loggerFactory, CancellationToken stopping)
    {
        Name = name;
        Index = index;
        LoggerFactory = loggerFactory;
        Stopping = stopping;
    }

    /// <summary>Name of the service.</summary>
    public string Name { get; }

    /// <summary>Number of this worker within the service, from 0. A replacement takes over the number of the worker it replaces.</summary>
    public int Index { get; }

    /// <summary>Makes loggers that write where the server writes.</summary>
    public ILoggerFactory LoggerFactory { get; }

    /// <summary>Cancelled when the worker begins to drain: no new request will come, running ones may finish.</summary>
    public CancellationToken Stopping { get; }
}
