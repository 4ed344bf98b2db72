using Gatehouse.Generators.Model;
using Gatehouse.Generators.Rules;
using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Reading;

/// <summary>
/// Reads <c>[StaticFiles]</c>. Paths and folders are kept to characters that need no quoting in a URL, in nginx and in a shell, so
/// that nobody reads them in another way.
/// </summary>
internal sealed class StaticFilesReader(KnownTypes known, Problems problems, CancellationToken cancellationToken)
{
    private const string PathCharacters = "-._~";
    private const string FileCharacters = "-._@+";
    private const string CacheCharacters = " ,=-_";

    private readonly List<(AttributeData Attribute, StaticFolderModel Folder)> folders = [];

    public EquatableArray<StaticFolderModel> Read(INamedTypeSymbol type)
    {
        foreach (AttributeData attribute in type.GetAttributes())
        {
            if (KnownTypes.Is(attribute.AttributeClass, known.StaticFilesAttribute)) ReadFolder(attribute);
        }

        return folders.Select(entry => entry.Folder).ToEquatableArray();
    }

    /// <summary>A folder at the root leaves the bare callable nothing to answer.</summary>
    public void CheckBare(CallModel? bare)
    {
        if (bare is null) return;
        foreach ((AttributeData attribute, StaticFolderModel folder) in folders)
        {
            if (folder.Path != "/") continue;
            string reason = $"'{bare.MethodName}' would never be called, since the folder answers every path";
            problems.Add(StaticFileRules.InvalidFolder, Places.OfArgument(attribute, 0, cancellationToken), folder.Path, "the path of static files", reason);
        }
    }

    private void ReadFolder(AttributeData attribute)
    {
        if (attribute.ConstructorArguments.Length != 2 || attribute.ConstructorArguments.Any(argument => argument.Kind == TypedConstantKind.Error))
        {
            problems.AddCompilerError();
            return;
        }

        string path = attribute.ConstructorArguments[0].Value as string ?? "";
        string folder = attribute.ConstructorArguments[1].Value as string ?? "";
        var model = new StaticFolderModel(path, folder, null, null, null, false, true);
        foreach (KeyValuePair<string, TypedConstant> argument in attribute.NamedArguments) model = With(model, argument);

        Check(path, "the path of static files", FaultOfPath(path), Places.OfArgument(attribute, 0, cancellationToken));
        Check(folder, "a folder of static files", FaultOfFile(folder), Places.OfArgument(attribute, 1, cancellationToken));
        CheckNamed(attribute, "Index", model.Index, "the index of a directory", index => index.Contains('/') ? "it is one name, without a '/'" : FaultOfFile(index));
        CheckNamed(attribute, "Fallback", model.Fallback, "the fallback of static files", FaultOfFile);
        CheckNamed(attribute, "CacheControl", model.CacheControl, "a Cache-Control field", FaultOfCacheControl);

        if (folders.Select(entry => entry.Folder).FirstOrDefault(other => other.Path == path) is { } first)
        {
            problems.Add(StaticFileRules.DuplicatePath, Places.OfArgument(attribute, 0, cancellationToken), path, first.Folder);
            return;
        }

        folders.Add((attribute, model));
    }

    private static StaticFolderModel With(StaticFolderModel model, KeyValuePair<string, TypedConstant> argument) => (argument.Key, argument.Value.Value) switch
    {
        ("Index", string text) => model with { Index = text },
        ("Fallback", string text) => model with { Fallback = text },
        ("CacheControl", string text) => model with { CacheControl = text },
        ("DotFiles", bool flag) => model with { DotFiles = flag },
        ("ServeFromNginx", bool flag) => model with { ServeFromNginx = flag },
        _ => model,
    };

    private void CheckNamed(AttributeData attribute, string name, string? value, string what, Func<string, string?> faultOf)
    {
        if (value is not null) Check(value, what, faultOf(value), Places.OfArgument(attribute, name, cancellationToken));
    }

    private void Check(string value, string what, string? fault, Location? place)
    {
        if (fault is not null) problems.Add(StaticFileRules.InvalidFolder, place, value, what, fault);
    }

    private static string? FaultOfPath(string path)
    {
        if (path.Length == 0 || path[0] != '/') return "it must start with '/'";
        if (path == "/") return null;
        if (path[path.Length - 1] == '/') return "it must not end with '/'";
        string? fault = FaultOfNames(path.Substring(1));
        return fault ?? FaultOfCharacters(path.Replace("/", ""), PathCharacters, "letters, digits, '-', '.', '_' and '~' between its slashes");
    }

    private static string? FaultOfFile(string file)
    {
        if (file.Length == 0) return "it is empty";
        if (file[0] == '/') return "it must be relative, to the program or to its folder";
        if (file[file.Length - 1] == '/') return "it must not end with '/'";
        return FaultOfNames(file) ?? FaultOfCharacters(file.Replace("/", ""), FileCharacters, "letters, digits, '-', '.', '_', '@' and '+' between its slashes");
    }

    private static string? FaultOfCacheControl(string value) =>
        value.Length == 0 ? "it is empty" : FaultOfCharacters(value, CacheCharacters, "letters, digits, '-', '_', '=', commas and spaces");

    private static string? FaultOfNames(string path)
    {
        foreach (string name in path.Split('/'))
        {
            if (name.Length == 0) return "it has an empty segment";
            if (name is "." or "..") return $"it has a segment '{name}'";
        }

        return null;
    }

    private static string? FaultOfCharacters(string text, string others, string expected) =>
        text.All(c => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') || others.IndexOf(c) >= 0) ? null : $"it takes {expected}";
}
