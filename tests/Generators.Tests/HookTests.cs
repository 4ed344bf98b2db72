using System.Reflection;
using Gatehouse.Generators.Reading;
using Gatehouse.Generators.Tests.Harness;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gatehouse.Generators.Tests;

/// <summary>The hooks that generated code hands to the engine, called.</summary>
public class HookTests
{
    private static readonly WorkerInfo Worker = new() { Index = 1, Generation = 2, Pid = 3 };

    private static readonly MasterContext Master = new()
    {
        Name = "shop",
        Pid = 4,
        Generation = 5,
        Workers = 6,
        LoggerFactory = NullLoggerFactory.Instance,
    };

    [Fact]
    public void Every_hook_calls_the_method_of_its_name()
    {
        LoadedApp app = LoadedApp.Compile("""
            using Gatehouse;

            [GatewayApp]
            public partial class App
            {
                public static readonly List<string> Calls = [];
                [Get("/")] public string Index() => "";
                static void OnStarting(MasterContext context) => Calls.Add($"starting {context.Name}");
                public static void OnReady(MasterContext context) => Calls.Add($"ready {context.Pid}");
                static void OnWorkerStarting(WorkerInfo worker) => Calls.Add($"worker starting {worker.Index}");
                static void OnWorkerReady(WorkerInfo worker) => Calls.Add($"worker ready {worker.Pid}");
                static void OnExiting(MasterContext context) => Calls.Add($"exiting {context.Workers}");
            }

            [GatewayHooks]
            internal static class Hooks
            {
                internal static void OnReloading(MasterContext context) => App.Calls.Add($"reloading {context.Generation}");
                public static void OnReloaded(MasterContext context) => App.Calls.Add($"reloaded {context.Generation}");
                public static void OnWorkerExit(WorkerExit exit) => App.Calls.Add($"worker exit {exit.Reason}");
                public static void OnWorkerCountChanged(WorkerCountChange change) => App.Calls.Add($"count {change.Old} {change.New}");
            }
            """);
        MasterHooks hooks = app.Describe().Hooks!;
        hooks.OnStarting!(Master);
        hooks.OnReady!(Master);
        hooks.OnWorkerStarting!(Worker);
        hooks.OnWorkerReady!(Worker);
        hooks.OnReloading!(Master);
        hooks.OnReloaded!(Master);
        hooks.OnWorkerExit!(new WorkerExit { Worker = Worker, Reason = "why", Requests = 1, Lifetime = TimeSpan.Zero, IsExpected = true });
        hooks.OnWorkerCountChanged!(new WorkerCountChange { Old = 1, New = 2 });
        hooks.OnExiting!(Master);
        Assert.Equal(
            ["starting shop", "ready 4", "worker starting 1", "worker ready 3", "reloading 5", "reloaded 5", "worker exit why", "count 1 2", "exiting 6"],
            (List<string>)app.Assembly.GetType("App")!.GetField("Calls")!.GetValue(null)!);
    }

    [Fact]
    public void An_app_without_hooks_has_none() =>
        Assert.Null(LoadedApp.Compile("[Gatehouse.GatewayApp] public partial class App { public void Handle() { } }").Describe().Hooks);

    [Fact]
    public void The_generator_knows_every_hook_of_the_runtime() =>
        Assert.Equal(
            typeof(MasterHooks).GetProperties(BindingFlags.Instance | BindingFlags.Public)
                .Select(hook => (hook.Name, hook.PropertyType.GetGenericArguments()[0].FullName!)).Order(),
            HookNames.All.Select(hook => (hook.Name, hook.Parameter)).Order());
}
