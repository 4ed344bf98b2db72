using Gatehouse.Hosting;
using Xunit;

namespace Gatehouse.Runtime.Tests.Hosting;

public sealed class ArgumentTests
{
    [Theory]
    [InlineData("prefork", "PreFork")]
    [InlineData("epoll", "Epoll")]
    [InlineData("green", "Green")]
    [InlineData("daemon", "Daemon")]
    public async Task Each_verb_calls_its_runtime(string word, string verb)
    {
        using var terminal = new Terminal();
        Assert.Equal(0, await terminal.RunAsync(word));
        Assert.Equal(verb, terminal.Served.ToString());
        Assert.Equal("", terminal.Error + terminal.Output);
    }

    [Theory]
    [InlineData("-w4")]
    [InlineData("-w 4")]
    [InlineData("-w=4")]
    [InlineData("--workers 4")]
    [InlineData("--workers=4")]
    [InlineData("-w 2 -w 4")]
    [InlineData("-w 4 --")]
    public async Task Every_spelling_of_an_option_is_understood(string args)
    {
        using var terminal = new Terminal();
        Assert.Equal(0, await terminal.RunAsync(["prefork", .. args.Split(' ')]));
        Assert.Equal(4, terminal.Settings.Workers);
    }

    [Fact]
    public async Task The_command_lines_people_know_work()
    {
        using var gunicorn = new Terminal();
        Assert.Equal(0, await gunicorn.RunAsync(
            "prefork", "-w", "4", "-b", "127.0.0.1:4000", "-b", "unix:/run/x.sock", "-k", "threads", "-t", "90", "-u", "www", "-g", "web",
            "-m", "027", "-p", "x.pid", "--access-logfile", "-", "--error-logfile", "e.log", "--chdir", "/srv"));
        Assert.Equal(["127.0.0.1:4000", "unix:/run/x.sock"], gunicorn.Settings.Bind);
        Assert.Equal(WorkerClass.Threads, gunicorn.Settings.WorkerClass);
        Assert.Equal(TimeSpan.FromSeconds(90), gunicorn.Settings.Timeout);
        Assert.Equal(("www", "web"), (gunicorn.Settings.User, gunicorn.Settings.Group));
        Assert.Equal((23, "x.pid"), (gunicorn.Settings.Umask, gunicorn.Settings.PidFile));
        Assert.Equal(("-", "e.log", "/srv"), (gunicorn.Settings.AccessLog, gunicorn.Settings.ErrorLog, gunicorn.Settings.RunDir));

        using var twistd = new Terminal();
        Assert.Equal(0, await twistd.RunAsync(
            "daemon", "-n", "--port", "8080", "--pidfile=", "--logfile", "t.log", "--rundir", "/srv", "--uid", "7", "--gid", "8"));
        Assert.Equal(["127.0.0.1:8080"], twistd.Settings.Bind);
        Assert.True(twistd.Settings.NoDaemon);
        Assert.Equal(("", "t.log", "/srv"), (twistd.Settings.PidFile, twistd.Settings.ErrorLog, twistd.Settings.RunDir));
        Assert.Equal(("7", "8"), (twistd.Settings.User, twistd.Settings.Group));
    }

    [Theory]
    [InlineData("-b:5000", ":5000")]
    [InlineData("-b127.0.0.1:4000", "127.0.0.1:4000")]
    [InlineData("-b[::1]:4000", "[::1]:4000")]
    [InlineData("--bind=:5000", ":5000")]
    [InlineData("-bunix:/run/a=b.sock", "unix:/run/a=b.sock")]
    public async Task A_colon_belongs_to_the_value(string arg, string address)
    {
        using var terminal = new Terminal();
        Assert.Equal(0, await terminal.RunAsync("epoll", arg));
        Assert.Equal([address], terminal.Settings.Bind);
    }

    [Theory]
    [InlineData("-n", true)]
    [InlineData("--no-daemon", true)]
    [InlineData("--nodaemon=true", true)]
    [InlineData("--no-daemon=false", false)]
    public async Task A_flag_may_have_a_value(string arg, bool value)
    {
        using var terminal = new Terminal();
        Assert.Equal(0, await terminal.RunAsync("daemon", arg, "--port", "1"));
        Assert.Equal(value, terminal.Settings.NoDaemon);
    }

    [Theory]
    [InlineData("prefork --wrokers 4", "unknown option '--wrokers'; did you mean '--workers'?")]
    [InlineData("prefork --wrokers=4", "unknown option '--wrokers'; did you mean '--workers'?")]
    [InlineData("prefork --listen :80", "unknown option '--listen'; did you mean '--bind'?")]
    [InlineData("prefork --xyzzy", "unknown option '--xyzzy'")]
    [InlineData("prefork -z", "unknown option '-z'")]
    [InlineData("epoll --threads 4", "unknown option '--threads' for epoll: it is one of prefork and daemon")]
    [InlineData("green -w 4", "unknown option '-w' for green: it is one of prefork and epoll")]
    [InlineData("green -w4", "unknown option '-w4' for green: it is one of prefork and epoll")]
    [InlineData("prefork epoll", "unexpected argument 'epoll'")]
    [InlineData("prefork -- x", "unexpected argument 'x'")]
    [InlineData("prefork @x", "unexpected argument '@x'")]
    [InlineData("prefrok", "unknown verb 'prefrok'; did you mean 'prefork'?")]
    [InlineData("gunicorn -w 4", "unknown verb 'gunicorn'; did you mean 'prefork'?")]
    [InlineData("gevent", "unknown verb 'gevent'; did you mean 'green'?")]
    [InlineData("xyzzy", "unknown verb 'xyzzy'; there are prefork, epoll, green, daemon, status, reload, stop, scale, upgrade, reopen-logs, routes and doctor")]
    [InlineData("-w 4 prefork", "a verb comes before '-w': hello prefork -w, or epoll, green, daemon")]
    [InlineData("--wrokers 4", "unknown option '--wrokers'; did you mean '--workers'?")]
    [InlineData("prefork --workers", "option '--workers' needs a value: a whole number from 1 to 1024")]
    [InlineData("prefork -w", "option '-w' needs a value: a whole number from 1 to 1024")]
    [InlineData("prefork --workers --bind :80", "option '--workers' needs a value: a whole number from 1 to 1024")]
    [InlineData("prefork --port 80 --bind :80", "--port and --bind exclude each other: --port N stands for --bind 127.0.0.1:N")]
    [InlineData("prefork --print-config=yaml", "'yaml' for --print-config is not table or json")]
    public async Task What_is_not_understood_is_one_line_and_exit_code_2(string args, string message)
    {
        using var terminal = new Terminal();
        Assert.Equal(2, await terminal.RunAsync(args.Split(' ')));
        Assert.Equal($"hello: {message}\n", terminal.Error);
        Assert.Equal("", terminal.Output);
        Assert.Null(terminal.Served);
    }

    [Fact]
    public async Task No_arguments_print_a_short_usage_on_standard_error()
    {
        using var terminal = new Terminal();
        Assert.Equal(2, await terminal.RunAsync());
        Assert.Equal(
            """
            hello: no verb given: prefork, epoll, green or daemon
            usage: hello prefork|epoll|green|daemon [options]
            Try 'hello --help'.

            """,
            terminal.Error);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    public async Task Help_shows_the_verbs(string option)
    {
        using var terminal = new Terminal();
        Assert.Equal(0, await terminal.RunAsync(option));
        Assert.StartsWith("usage: hello VERB [options]\n", terminal.Output);
        foreach (string verb in new[] { "prefork", "epoll", "green", "daemon" })
            Assert.Matches($"(?m)^  {verb} +[A-Z]", terminal.Output);
        Assert.Equal("", terminal.Error);
    }

    [Theory]
    [InlineData("prefork")]
    [InlineData("epoll")]
    [InlineData("green")]
    [InlineData("daemon")]
    public async Task Help_of_a_verb_shows_its_options_and_no_others(string word)
    {
        using var terminal = new Terminal();
        Assert.Equal(0, await terminal.RunAsync(word, "--help", "--nonsense"));
        Verb verb = Verbs.Find(word)!.Value;
        foreach (Setting setting in SettingTable.All)
            Assert.Equal(setting.Verbs.Contains(verb), terminal.Output.Contains(setting.Option + " ", StringComparison.Ordinal));
        Assert.All(terminal.Output.Split('\n'), line => Assert.True(line.Length <= 100, line));
        Assert.Null(terminal.Served);
    }

    [Theory]
    [InlineData("--version")]
    [InlineData("prefork --version")]
    public async Task Version_names_the_program_and_the_package(string args)
    {
        using var terminal = new Terminal();
        Assert.Equal(0, await terminal.RunAsync(args.Split(' ')));
        Assert.Equal($"hello 2.1.0 (Gatehouse {GatehouseVersion.Text})\n", terminal.Output);
    }

    [Fact]
    public void The_version_is_that_of_the_package()
    {
        Version version = typeof(ServerSettings).Assembly.GetName().Version!;
        Assert.Equal(GatehouseVersion.Text, version.ToString(3));
    }

    [Fact]
    public void No_two_settings_share_an_option()
    {
        string[] names = [.. SettingTable.All.SelectMany(s => s.Aliases.Prepend(s.Option)), "--port", "--config", "-c", "--help", "-h", "-?", "--version"];
        Assert.Equal(names.Distinct(), names);
    }
}
