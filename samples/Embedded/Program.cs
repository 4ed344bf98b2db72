// A program of its own that embeds each of the four servers: embedded VERB PORT.
using System.Globalization;
using Gatehouse.Hosting;
using Gatehouse.Runtimes;

if (args is not [string verb, string port] || !ushort.TryParse(port, CultureInfo.InvariantCulture, out _))
{
    await Console.Error.WriteLineAsync("usage: embedded prefork|epoll|green|daemon PORT");
    return 2;
}

var settings = new ServerSettings { Bind = [$"127.0.0.1:{port}"], Workers = 2 };
using var stop = new CancellationTokenSource();
Task serving = verb switch
{
    "prefork" => PreForkServer.Create<Embedded>(settings).ServeAsync(stop.Token),
    "epoll" => EpollServer.Create<Embedded>(settings).ServeAsync(stop.Token),
    "green" => GreenThreadServer.Create<Embedded>(settings with { Workers = null }).ServeAsync(stop.Token),
    "daemon" => DaemonServer.Create<Embedded>(settings with { Workers = null, NoDaemon = true, PidFile = "" }).ServeAsync(stop.Token),
    _ => throw new ArgumentException($"'{verb}' is no runtime."),
};
await serving;
return 0;
