using Gatehouse.ProcessFixture;
using Gatehouse.Runtimes;
using Gatehouse.Supervision;

// The whole command line knows its own workers.
if (args is ["serve", .. var arguments]) return await FixtureServer.RunAsync(arguments);

// The same with hooks that say when they are called.
if (args is ["hooked", var faultFile, .. var rest])
{
    FixtureHooks.Install(faultFile);
    return await FixtureServer.RunAsync(rest);
}

// So does a program that embeds the server: it comes to the same call again.
if (args is ["embed", var bind, var workers])
{
    await PreForkServer.Create<FixtureServer>(new() { Bind = [bind], Workers = int.Parse(workers) }).ServeAsync();
    return 0;
}

// A worker is the same program with the same arguments: what the master left for it decides.
if (WorkerLink.Adopt() is { } link) return FixtureWorker.Run(link);

return args switch
{
    ["master", var planFile] => FixtureMaster.Run(planFile),
    ["detach", var behaviour, var pidFile, var output] => FixtureDaemon.Run(behaviour, pidFile, output),
    ["hear", var signal] => FixtureProbe.Hear(int.Parse(signal)),
    ["become", var user] => FixtureProbe.Become(user),
    ["bury"] => FixtureProbe.Bury(),
    ["command", ..] => FixtureProbe.Command(),
    _ => 2,
};
