using Microsoft.CodeAnalysis.CSharp;

namespace Gatehouse.Generators.Tests.Harness;

/// <summary>The part of the hosting API that generated entry points call, for compilations whose runtime does not have it.</summary>
internal static class StandIns
{
    private const string Source = """
        #nullable enable
        using System;
        using System.Threading;
        using System.Threading.Tasks;

        namespace Gatehouse.Hosting
        {
            internal sealed class EntryPoints
            {
                public required Func<ServerSettings, CancellationToken, Task> PreFork { get; init; }
                public required Func<ServerSettings, CancellationToken, Task> Epoll { get; init; }
                public required Func<ServerSettings, CancellationToken, Task> GreenThread { get; init; }
                public required Func<ServerSettings, CancellationToken, Task> Daemon { get; init; }
            }

            internal static class CommandLine
            {
                public static Task<int> RunAsync<TApp>(string[] args, EntryPoints entryPoints)
                    where TApp : class, IGatewayApplication<TApp> => Task.FromResult(args.Length);
            }
        }

        namespace Gatehouse.Runtimes
        {
            internal sealed class Server
            {
                public Task ServeAsync(CancellationToken stop) => Task.CompletedTask;
            }

            internal static class PreForkServer
            {
                public static Server Create<TApp>(Gatehouse.Hosting.ServerSettings settings) where TApp : class, IGatewayApplication<TApp> => new();
            }

            internal static class EpollServer
            {
                public static Server Create<TApp>(Gatehouse.Hosting.ServerSettings settings) where TApp : class, IGatewayApplication<TApp> => new();
            }

            internal static class GreenThreadServer
            {
                public static Server Create<TApp>(Gatehouse.Hosting.ServerSettings settings) where TApp : class, IGatewayApplication<TApp> => new();
            }

            internal static class DaemonServer
            {
                public static Server Create<TApp>(Gatehouse.Hosting.ServerSettings settings) where TApp : class, IGatewayApplication<TApp> => new();
            }
        }
        """;

    public static CSharpCompilation AddTo(CSharpCompilation compilation) =>
        compilation.GetTypeByMetadataName("Gatehouse.Request") is not null
        && compilation.GetTypeByMetadataName("Gatehouse.Hosting.CommandLine") is null
            ? compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText(Source, TestCompilation.ParseOptions, "StandIns.cs"))
            : compilation;
}
