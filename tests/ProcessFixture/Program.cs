using Gatehouse.ProcessFixture;
using Gatehouse.Supervision;

// The whole command line knows its own workers.
if (args is ["serve", .. var arguments]) return await FixtureServer.RunAsync(arguments);

// A worker is the same program with the same arguments: what the master left for it decides.
if (WorkerLink.Adopt() is { } link) return FixtureWorker.Run(link);

return args switch
{
    ["master", var planFile] => FixtureMaster.Run(planFile),
    ["detach", var behaviour, var pidFile, var output] => FixtureDaemon.Run(behaviour, pidFile, output),
    ["hear", var signal] => FixtureProbe.Hear(int.Parse(signal)),
    ["become", var user] => FixtureProbe.Become(user),
    ["command", ..] => FixtureProbe.Command(),
    _ => 2,
};
