namespace Gatehouse.Hosting;

/// <content>The command that shows the application's routes. It asks no server and takes no settings.</content>
internal sealed partial class ArgumentParser
{
    private const string Routes = "routes";

    private static ParsedArguments ParseRoutes(IReadOnlyList<string> args)
    {
        bool isJson = false;
        foreach (string arg in args.Skip(1))
        {
            if (Help.Contains(arg)) return new ParsedArguments { Request = Request.RoutesHelp };
            if (arg != Json)
                throw Usage(arg.StartsWith('-') ? $"unknown option '{arg}' for {Routes}: it takes {Json}" : $"unexpected argument '{arg}'");
            isJson = true;
        }

        return new ParsedArguments { Request = isJson ? Request.RoutesAsJson : Request.Routes };
    }
}
