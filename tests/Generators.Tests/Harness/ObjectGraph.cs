using System.Collections;
using System.Reflection;
using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Tests.Harness;

/// <summary>Walks what a pipeline step holds, to see that nothing of it keeps a compilation alive.</summary>
internal static class ObjectGraph
{
    public static void AssertFreeOfRoslyn(object? root, string step)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var pending = new Stack<(object Node, string Path)>();
        Push(root, step);
        while (pending.TryPop(out (object Node, string Path) current))
        {
            Assert.False(
                current.Node is ISymbol or SyntaxNode or SyntaxTree or SemanticModel or Compilation or IOperation or Location
                    or AttributeData or SyntaxReference or Delegate,
                $"{current.Path} holds a {current.Node.GetType()}");
            if (current.Node is string || current.Node.GetType().IsPrimitive || current.Node.GetType().IsEnum) continue;
            if (current.Node is IEnumerable items)
            {
                foreach (object? item in items) Push(item, current.Path + "[]");
                continue;
            }

            for (Type? type = current.Node.GetType(); type is not null; type = type.BaseType)
            {
                foreach (FieldInfo field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                    Push(field.GetValue(current.Node), $"{current.Path}.{field.Name}");
            }
        }

        void Push(object? node, string path)
        {
            if (node is not null && (node.GetType().IsValueType || seen.Add(node))) pending.Push((node, path));
        }
    }
}
