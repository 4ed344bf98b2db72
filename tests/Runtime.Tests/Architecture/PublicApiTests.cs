using System.Reflection;
using System.Runtime.CompilerServices;
using Xunit;

namespace Gatehouse.Runtime.Tests.Architecture;

/// <summary>The public surface is written down: a change of it shows in PublicApi.snapshot.txt, or fails here.</summary>
public sealed class PublicApiTests
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    [Fact]
    public void ThePublicSurfaceIsAsWrittenDown()
    {
        string path = SnapshotPath();
        string actual = string.Join('\n', typeof(GatewayAppAttribute).Assembly.GetExportedTypes()
            .OrderBy(t => t.FullName, StringComparer.Ordinal).SelectMany(Describe)) + "\n";
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            File.WriteAllText(path, actual);
            Assert.Fail("The snapshot was rewritten: look at the difference, and run again without UPDATE_SNAPSHOTS.");
        }

        Assert.Equal(File.ReadAllText(path), actual);
    }

    private static IEnumerable<string> Describe(Type type)
    {
        string kind = type.IsInterface ? "interface" : type.IsEnum ? "enum" : type.IsValueType ? "struct" : type is { IsAbstract: true, IsSealed: true } ? "static class" : "class";
        yield return $"{kind} {Name(type)}";
        IEnumerable<string> members = type.GetMembers(Declared).Where(IsWritten).Select(m => "    " + Describe(m));
        foreach (string member in members.Order(StringComparer.Ordinal)) yield return member;
    }

    // Accessors are told by their property; what the compiler adds to records and enums is no decision of ours.
    private static bool IsWritten(MemberInfo member) =>
        !(member is MethodBase { IsSpecialName: true } and not ConstructorInfo)
        && member.GetCustomAttribute<CompilerGeneratedAttribute>() is null
        && member.Name != "value__";

    private static string Describe(MemberInfo member) => member switch
    {
        ConstructorInfo constructor => $".ctor({Parameters(constructor)})",
        MethodInfo method => $"{Static(method)}{Name(method.ReturnType)} {method.Name}{Generics(method)}({Parameters(method)})",
        PropertyInfo property => $"{Static(property.GetMethod!)}{Name(property.PropertyType)} {property.Name} {{{Accessors(property)} }}",
        FieldInfo { IsLiteral: true } constant => $"const {constant.Name} = {constant.GetRawConstantValue()}",
        FieldInfo field => $"{Name(field.FieldType)} {field.Name}",
        _ => member.ToString()!,
    };

    private static string Static(MethodInfo method) => method.IsStatic ? "static " : "";

    private static string Accessors(PropertyInfo property) =>
        (property.GetMethod is { IsPublic: true } ? " get;" : "") + (property.SetMethod is { IsPublic: true } set
            ? set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? " init;" : " set;"
            : "");

    private static string Generics(MethodInfo method) =>
        method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : "";

    private static string Parameters(MethodBase method) =>
        string.Join(", ", method.GetParameters().Select(p => $"{Name(p.ParameterType)} {p.Name}{(p.HasDefaultValue ? $" = {p.DefaultValue ?? "default"}" : "")}"));

    private static string Name(Type type)
    {
        if (type.IsGenericParameter || type.HasElementType) return type.Name;
        string name = type.Namespace is "System" or "System.Threading" or "System.Threading.Tasks" ? type.Name : type.FullName ?? type.Name;
        return type.IsGenericType ? $"{name[..name.IndexOf('`')]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : name;
    }

    private static string SnapshotPath([CallerFilePath] string thisFile = "") =>
        Path.Combine(Path.GetDirectoryName(thisFile)!, "PublicApi.snapshot.txt");
}
